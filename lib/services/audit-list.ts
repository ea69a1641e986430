import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { JsonObject } from "@/lib/domain/json";
import { type AuditPage, AuditQuery } from "@/lib/domain/views/audit-views";
import { type Ctx, reader, requireScope } from "./context";
import { readCursor, toCursor } from "./cursor";
import { parseInput } from "./input";
import { asOf } from "./workspace/workspace";

/** The moment keeps its microseconds: rows of one transaction lie closer than a millisecond. */
const Key = z.tuple([z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/), z.uuid()]);

type Row = {
  id: string;
  at: string;
  actor: string;
  action: string;
  entity: string;
  entity_id: string;
  detail: unknown;
  request_id: string | null;
};

/** The audit log, newest first. For analysts and admins: it names people and what they did. */
export async function listAudit(ctx: Ctx, input: unknown): Promise<AuditPage> {
  requireScope(ctx, "analyst");
  const query = parseInput(AuditQuery, input);
  const cursor = readCursor(query.cursor, Key);
  const after = cursor ? sql`(at, id) < (${cursor[0]}::timestamp at time zone 'UTC', ${cursor[1]}::uuid)` : sql`true`;
  const is = (column: string, value: string | undefined) =>
    value === undefined ? sql`true` : sql`${sql.identifier(column)} = ${value}`;
  const page = await reader().execute<Row>(
    sql`select id, (at at time zone 'UTC')::text as at, actor, action, entity, entity_id, detail, request_id from audit
        where workspace_id = ${ctx.workspaceId} and ${is("action", query.action)} and ${is("entity", query.entity)} and ${is("entity_id", query.entityId)} and ${after}
        order by at desc, id desc limit ${query.limit + 1}`,
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((r) => ({
      id: r.id,
      at: new Date(`${r.at.replace(" ", "T")}Z`).toISOString(),
      actor: r.actor,
      action: r.action,
      entity: r.entity,
      entityId: r.entity_id,
      detail: JsonObject.parse(r.detail),
      requestId: r.request_id,
    })),
    next: page.rows.length > query.limit && last ? toCursor([last.at, last.id]) : null,
    asOf: await asOf(ctx),
  };
}
