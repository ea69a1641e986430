import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/db/client";
import { TICKET_STATES } from "@/db/enums";
import { membership, ticket, ticketComment } from "@/db/schema";
import { roleAtLeast } from "@/lib/domain/access";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import { TICKET_STATE_LABEL, TICKET_STATES_BY_HAND } from "@/lib/domain/ticket";
import {
  AssignTicketInput,
  CreateTicketInput,
  TicketCommentInput,
  TicketDueInput,
  TicketStateInput,
} from "@/lib/domain/views/queries";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";
import { parseInput } from "../input";
import { storable } from "../rows";
import { takeIds } from "../workspace/workspace";

type TicketRecord = typeof ticket.$inferSelect;

async function mustBeMember(tx: Transaction, ctx: Ctx, personId: string): Promise<void> {
  const [found] = await tx
    .select({ id: membership.personId })
    .from(membership)
    .where(and(eq(membership.workspaceId, ctx.workspaceId), eq(membership.personId, personId)));
  if (!found)
    throw new FaultlineError("invalid_input", "That person is not a member of this workspace.", "/assigneeId");
}

/** Opens the ticket of a fix unit; asked twice it is the same ticket, since one change has one ticket per owner. */
export async function createTicket(ctx: Ctx, input: unknown): Promise<{ id: string; created: boolean }> {
  requireScope(ctx, "analyst");
  const { fixUnitId, assigneeId } = parseInput(CreateTicketInput, input);
  if (!/^\d{1,15}$/.test(fixUnitId)) throw new FaultlineError("not_found", "There is no such fix.", "/fixUnitId");
  return withTransaction(async (tx) => {
    if (assigneeId) await mustBeMember(tx, ctx, assigneeId);
    const units = await tx.execute<{ owner: string | null; due_at: string | null }>(
      sql`select min(r.owner) as owner, min(r.due_at)::text as due_at from fix_unit u
          left join finding f on f.workspace_id = u.workspace_id and f.fix_key = u.key
          left join risk r on r.workspace_id = f.workspace_id and r.id = f.risk_id and r.open
          where u.workspace_id = ${ctx.workspaceId} and u.id = ${fixUnitId} group by u.id`,
    );
    const unit = units.rows[0];
    if (!unit) throw new FaultlineError("not_found", "There is no such fix.", "/fixUnitId");
    const id = await takeIds(tx, ctx.workspaceId, "next_ticket", 1);
    const [made] = await tx
      .insert(ticket)
      .values({
        workspaceId: ctx.workspaceId,
        id,
        fixUnitId: Number(fixUnitId),
        owner: unit.owner ?? "",
        assigneeId: assigneeId ?? null,
        state: assigneeId ? TICKET_STATES.assigned : TICKET_STATES.open,
        dueAt: unit.due_at ? new Date(unit.due_at) : null,
      })
      .onConflictDoNothing({ target: [ticket.workspaceId, ticket.fixUnitId, ticket.owner] })
      .returning({ id: ticket.id });
    if (!made) {
      const [known] = await tx
        .select({ id: ticket.id })
        .from(ticket)
        .where(
          and(
            eq(ticket.workspaceId, ctx.workspaceId),
            eq(ticket.fixUnitId, Number(fixUnitId)),
            eq(ticket.owner, unit.owner ?? ""),
          ),
        );
      return { id: String(known?.id ?? id), created: false };
    }
    await emitAudit(tx, ctx, {
      action: "ticket.create",
      entity: "ticket",
      entityId: id,
      detail: { fixUnitId, assigneeId },
    });
    return { id: String(id), created: true };
  });
}

/** The change of one ticket with its concurrency in the WHERE clause: who read an older version gets a conflict. */
async function changeTicket(
  tx: Transaction,
  ctx: Ctx,
  o: { ticketId: string; version: number; set: Partial<Pick<TicketRecord, "assigneeId" | "state" | "dueAt">> },
): Promise<void> {
  const id = ticketNumber(o.ticketId);
  const changed = await tx
    .update(ticket)
    .set({ ...o.set, version: sql`${ticket.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(ticket.workspaceId, ctx.workspaceId), eq(ticket.id, id), eq(ticket.version, o.version)))
    .returning({ id: ticket.id });
  if (changed.length === 0)
    throw new FaultlineError(
      "conflict",
      "Somebody changed this ticket since you opened it. Reload to see it, then try again.",
    );
}

function ticketNumber(id: string): number {
  if (!/^\d{1,15}$/.test(id)) throw new FaultlineError("not_found", "There is no such ticket.");
  return Number(id);
}

async function readTicket(tx: Transaction, ctx: Ctx, ticketId: string): Promise<TicketRecord> {
  const [row] = await tx
    .select()
    .from(ticket)
    .where(and(eq(ticket.workspaceId, ctx.workspaceId), eq(ticket.id, ticketNumber(ticketId))));
  if (!row) throw new FaultlineError("not_found", "There is no such ticket.");
  return row;
}

/** Engineers work the tickets that are theirs; analysts any. */
function mayWork(ctx: Ctx, row: TicketRecord): void {
  requireScope(ctx, "engineer");
  const own = ctx.actor.kind === "person" && row.assigneeId === ctx.actor.id;
  if (!own && !roleAtLeast(ctx.role, "analyst"))
    throw new FaultlineError(
      "forbidden",
      "Engineers change the tickets assigned to them; ask an analyst for this one.",
    );
}

/** Gives a ticket to a member, or to nobody. Analyst. */
export async function assignTicket(ctx: Ctx, input: unknown): Promise<void> {
  requireScope(ctx, "analyst");
  const { ticketId, assigneeId, version } = parseInput(AssignTicketInput, input);
  await withTransaction(async (tx) => {
    const row = await readTicket(tx, ctx, ticketId);
    if (assigneeId) await mustBeMember(tx, ctx, assigneeId);
    const state =
      row.state === TICKET_STATES.open && assigneeId
        ? TICKET_STATES.assigned
        : row.state === TICKET_STATES.assigned && !assigneeId
          ? TICKET_STATES.open
          : row.state;
    await changeTicket(tx, ctx, { ticketId, version, set: { assigneeId, state } });
    await emitAudit(tx, ctx, {
      action: "ticket.assign",
      entity: "ticket",
      entityId: ticketId,
      detail: { from: row.assigneeId, to: assigneeId },
    });
  });
}

/** Sets what people may say by hand. Proof, re-opening and going are the pipeline's words alone. */
export async function setTicketState(ctx: Ctx, input: unknown): Promise<void> {
  requireScope(ctx, "engineer");
  const { ticketId, state, version } = parseInput(TicketStateInput, input);
  if (!TICKET_STATES_BY_HAND.includes(state))
    throw new FaultlineError(
      "invalid_input",
      `“${TICKET_STATE_LABEL[state]}” is never set by hand: a rescan says it.`,
      "/state",
    );
  await withTransaction(async (tx) => {
    const row = await readTicket(tx, ctx, ticketId);
    mayWork(ctx, row);
    await changeTicket(tx, ctx, { ticketId, version, set: { state: TICKET_STATES[state] } });
    await emitAudit(tx, ctx, {
      action: "ticket.state",
      entity: "ticket",
      entityId: ticketId,
      detail: { from: wordOf(TICKET_STATES, row.state), to: state },
    });
  });
}

/** Sets or clears the due date. Analyst. */
export async function setTicketDue(ctx: Ctx, input: unknown): Promise<void> {
  requireScope(ctx, "analyst");
  const { ticketId, dueAt, version } = parseInput(TicketDueInput, input);
  await withTransaction(async (tx) => {
    const row = await readTicket(tx, ctx, ticketId);
    await changeTicket(tx, ctx, { ticketId, version, set: { dueAt: dueAt ? new Date(dueAt) : null } });
    await emitAudit(tx, ctx, {
      action: "ticket.due",
      entity: "ticket",
      entityId: ticketId,
      detail: { from: row.dueAt?.toISOString() ?? null, to: dueAt },
    });
  });
}

/** Adds a comment. Anyone who may work here; a viewer reads. */
export async function commentTicket(ctx: Ctx, input: unknown): Promise<void> {
  requireScope(ctx, "engineer");
  const { ticketId, text } = parseInput(TicketCommentInput, input);
  const author = z.object({ kind: z.literal("person"), id: z.string() }).safeParse(ctx.actor);
  if (!author.success) throw new FaultlineError("forbidden", "Only people comment.");
  await withTransaction(async (tx) => {
    const row = await readTicket(tx, ctx, ticketId);
    await tx
      .insert(ticketComment)
      .values({ workspaceId: ctx.workspaceId, ticketId: row.id, authorId: author.data.id, text: storable(text) });
    await emitAudit(tx, ctx, { action: "ticket.comment", entity: "ticket", entityId: ticketId });
  });
}
