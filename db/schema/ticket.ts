import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { int8, moment, workspaceId } from "./columns";

/** One fix unit and one owner: never two tickets for one change. */
export const ticket = pgTable(
  "ticket",
  {
    workspaceId: workspaceId(),
    id: int8("id").notNull(),
    fixUnitId: int8("fix_unit_id").notNull(),
    /** Owning team as the estate names it; empty when nobody owns it. Part of the unique key, so never null. */
    owner: text("owner").notNull().default(""),
    assigneeId: uuid("assignee_id"),
    state: smallint("state").notNull(),
    dueAt: moment("due_at"),
    version: integer("version").notNull().default(1),
    /** What the rescan proved: run, before and after evidence. */
    proof: jsonb("proof"),
    createdAt: moment("created_at").notNull().default(sql`now()`),
    updatedAt: moment("updated_at").notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("ticket_fix_owner").on(t.workspaceId, t.fixUnitId, t.owner),
    index("ticket_assignee").on(t.workspaceId, t.assigneeId, t.state),
  ],
);

export const ticketComment = pgTable(
  "ticket_comment",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull().defaultRandom(),
    ticketId: int8("ticket_id").notNull(),
    authorId: uuid("author_id").notNull(),
    text: text("text").notNull(),
    at: moment("at").notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("ticket_comment_ticket").on(t.workspaceId, t.ticketId, t.at),
  ],
);
