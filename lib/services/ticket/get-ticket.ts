import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { BANDS, OBSERVATIONS, TICKET_STATES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import { TICKET_STATE_LABEL, type TicketState } from "@/lib/domain/ticket";
import type { TicketDetail } from "@/lib/domain/views/work-views";
import { assetRefs } from "../asset/refs";
import { type Ctx, reader, requireScope } from "../context";
import { asOf } from "../workspace/workspace";
import { TICKET_SELECT, type TicketSqlRow, ticketRows } from "./list-tickets";

const Steps = z.array(z.object({ title: z.string(), text: z.string() }));

/** A ticket with its steps, what it closes, what was said, and the audit-true history. Throws not_found. */
export async function getTicket(ctx: Ctx, id: string): Promise<TicketDetail> {
  requireScope(ctx, "viewer");
  if (!/^\d{1,15}$/.test(id)) throw new FaultlineError("not_found", "There is no such ticket.");
  const db = reader();
  const found = await db.execute<TicketSqlRow>(
    sql`${TICKET_SELECT} where t.workspace_id = ${ctx.workspaceId} and t.id = ${id}`,
  );
  const row = found.rows[0];
  const [base] = row ? await ticketRows(db, ctx, [row]) : [];
  if (!row || !base) throw new FaultlineError("not_found", "There is no such ticket.");
  const findings = await db.execute<{
    id: string;
    message: string;
    observation: number;
    asset_id: number;
    doc: { evidenceIds: string[] };
  }>(
    sql`select id::text, message, observation, asset_id, doc from finding where workspace_id = ${ctx.workspaceId} and fix_key = ${row.fix_key} order by finding.id limit 100`,
  );
  const risks = await db.execute<{ id: string; title: string; band: number; score_tenths: number }>(
    sql`select distinct r.id::text, r.title, r.band, r.score_tenths from risk r join finding f on f.workspace_id = r.workspace_id and f.risk_id = r.id
        where r.workspace_id = ${ctx.workspaceId} and f.fix_key = ${row.fix_key} order by r.score_tenths desc limit 100`,
  );
  const comments = await db.execute<{ id: string; author: string; text: string; at: string }>(
    sql`select c.id, coalesce(p.name, 'Somebody') as author, c.text, c.at::text from ticket_comment c left join person p on p.id = c.author_id
        where c.workspace_id = ${ctx.workspaceId} and c.ticket_id = ${id} order by c.at, c.id`,
  );
  const events = await db.execute<{
    at: string;
    actor: string;
    action: string;
    detail: Record<string, unknown>;
    person: string | null;
  }>(
    sql`select a.at::text, a.actor, a.action, a.detail, p.name as person from audit a left join person p on p.id::text = a.detail->>'to'
        where a.workspace_id = ${ctx.workspaceId} and a.entity = 'ticket' and a.entity_id = ${id} order by a.at desc limit 200`,
  );
  const refs = await assetRefs(
    db,
    ctx,
    findings.rows.map((f) => f.asset_id),
  );
  return {
    ...base,
    steps: Steps.parse(row.steps),
    riskRows: risks.rows.map((r) => ({
      id: r.id,
      title: r.title,
      band: wordOf(BANDS, r.band),
      scoreTenths: r.score_tenths,
    })),
    findingRows: findings.rows.flatMap((f) => {
      const asset = refs.get(f.asset_id);
      if (!asset) return [];
      return {
        id: f.id,
        message: f.message,
        observation: wordOf(OBSERVATIONS, f.observation),
        asset,
        evidenceIds: f.doc.evidenceIds,
      };
    }),
    comments: comments.rows.map((c) => ({ ...c, at: new Date(c.at).toISOString() })),
    history: events.rows.map((e) => ({ at: new Date(e.at).toISOString(), actor: e.actor, text: eventText(e) })),
    version: row.version,
    asOf: await asOf(ctx),
  };
}

function stateLabel(value: unknown): string {
  const word = typeof value === "number" ? wordOf(TICKET_STATES, value) : String(value);
  return TICKET_STATE_LABEL[word as TicketState] ?? word;
}

function eventText(e: { action: string; detail: Record<string, unknown>; person: string | null }): string {
  switch (e.action) {
    case "ticket.create":
      return "opened the ticket";
    case "ticket.assign":
      return e.person ? `assigned it to ${e.person}` : "took the assignment away";
    case "ticket.state":
      return `set it from ${stateLabel(e.detail.from)} to ${stateLabel(e.detail.to)}`;
    case "ticket.due":
      return typeof e.detail.to === "string"
        ? `set the due date to ${e.detail.to.slice(0, 10)}`
        : "cleared the due date";
    case "ticket.comment":
      return "commented";
    case "ticket.proof":
      return `looked again in ${String(e.detail.run)}: ${stateLabel(e.detail.to)}`;
    default:
      return e.action;
  }
}
