import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { OBSERVATIONS, TICKET_STATES } from "@/db/enums";
import { emitAudit } from "../audit";
import { type Ctx, requireScope } from "../context";

type Row = {
  id: string;
  state: number;
  open: number;
  fixed: number;
  total: number;
  evidence: string[] | null;
  before: string[] | null;
};

/**
 * What a rescan proves about tickets: all findings of the fix unit fixed -> proven_fixed with the run that saw it; all
 * gone without proof -> gone; a proven or claimed one that is seen again -> reopened. A person's word closes nothing.
 */
export async function proveTickets(
  tx: Transaction,
  ctx: Ctx,
  run: { id: number; at: Date; key: string },
): Promise<void> {
  requireScope(ctx, "admin");
  const rows = await tx.execute<Row>(
    sql`select t.id::text, t.state, count(*) filter (where f.observation = ${OBSERVATIONS.open})::int as open,
               count(*) filter (where f.observation = ${OBSERVATIONS.fixed})::int as fixed, count(*)::int as total,
               array_agg(distinct f.id::text) as before, null as evidence
        from ticket t
        join fix_unit u on u.workspace_id = t.workspace_id and u.id = t.fix_unit_id
        join finding f on f.workspace_id = u.workspace_id and f.fix_key = u.key
        where t.workspace_id = ${ctx.workspaceId} and t.state <> ${TICKET_STATES.accepted}
        group by t.id, t.state`,
  );
  for (const row of rows.rows) {
    const next = nextState(row);
    if (next === null || next === row.state) continue;
    const proof =
      next === TICKET_STATES.proven_fixed
        ? { run: run.key, at: run.at.toISOString(), findings: row.before ?? [] }
        : null;
    await tx.execute(
      sql`update ticket set state = ${next}, version = version + 1, updated_at = ${run.at.toISOString()}::timestamptz, proof = coalesce(${proof ? JSON.stringify(proof) : null}::jsonb, proof)
          where workspace_id = ${ctx.workspaceId} and id = ${row.id}`,
    );
    await emitAudit(tx, ctx, {
      action: "ticket.proof",
      entity: "ticket",
      entityId: row.id,
      detail: { from: row.state, to: next, run: run.key },
    });
  }
}

function nextState(row: Row): number | null {
  if (row.open === 0) return row.fixed === row.total ? TICKET_STATES.proven_fixed : TICKET_STATES.gone;
  const ended: number[] = [
    TICKET_STATES.proven_fixed,
    TICKET_STATES.gone,
    TICKET_STATES.fix_claimed,
    TICKET_STATES.verifying,
  ];
  return ended.includes(row.state) ? TICKET_STATES.reopened : null;
}
