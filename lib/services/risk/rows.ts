import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { BANDS, EXPOSURES, FAULT_LINES, SEVERITIES, TICKET_STATES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultLine } from "@/lib/domain/fault-line";
import type { RiskRow } from "@/lib/domain/views/risk-views";
import { assetRefs } from "../asset/refs";
import type { Ctx } from "../context";

export type RiskSqlRow = {
  id: string;
  title: string;
  rule_id: string;
  fault_line: number;
  root_asset: number;
  at_asset: number;
  band: number;
  severity: number;
  score_tenths: number;
  exploited_exact: number;
  queue_rank: number;
  reasons: string[];
  exposure: number;
  owner: string | null;
  due_at: string | null;
  overdue: boolean;
  first_seen_at: string;
  first_run: number;
  open: boolean;
  crosses: string[];
  gain: number;
  ticket_id: string | null;
  ticket_state: number | null;
  is_new: boolean;
};

/** The columns of a risk row; `r` is the risk, `w` its workspace. A risk is new when the newest run first saw it and an older run could have. */
export const RISK_COLUMNS = sql.raw(
  `r.id::text, r.title, r.rule_id, r.fault_line, r.root_asset, r.at_asset, r.band, r.severity, r.score_tenths, r.exploited_exact, r.queue_rank, r.reasons, r.exposure, r.owner,
   r.due_at::text as due_at, r.overdue, r.first_seen_at::text as first_seen_at, r.first_run, r.open, r.crosses, r.gain,
   (r.first_run = w.graph_run and exists (select 1 from posture_point p where p.workspace_id = r.workspace_id and p.run_id < w.graph_run)) as is_new,
   t.id::text as ticket_id, t.state as ticket_state`,
);

/** Joins a risk to its workspace and to the ticket of one of its findings' fix units, the newest first. */
export const RISK_FROM = sql.raw(
  `risk r join workspace w on w.id = r.workspace_id
   left join lateral (select t.id, t.state from finding f join fix_unit u on u.workspace_id = f.workspace_id and u.key = f.fix_key
     join ticket t on t.workspace_id = u.workspace_id and t.fix_unit_id = u.id
     where f.workspace_id = r.workspace_id and f.risk_id = r.id order by t.id desc limit 1) t on true`,
);

const iso = (text: string) => new Date(text).toISOString();

/** View rows for a page of risks; names are fetched after the page is cut. */
export async function riskRows(db: Executor, ctx: Ctx, rows: readonly RiskSqlRow[]): Promise<RiskRow[]> {
  const refs = await assetRefs(
    db,
    ctx,
    rows.flatMap((r) => [r.at_asset, r.root_asset]),
  );
  return rows.flatMap((r) => {
    const asset = refs.get(r.at_asset) ?? refs.get(r.root_asset);
    if (!asset) return [];
    return {
      id: r.id,
      title: r.title,
      ruleId: r.rule_id,
      faultLine: wordOf(FAULT_LINES, r.fault_line),
      asset,
      band: wordOf(BANDS, r.band),
      severity: wordOf(SEVERITIES, r.severity),
      scoreTenths: r.score_tenths,
      exploited: r.exploited_exact > 0,
      reasons: r.reasons,
      exposure: wordOf(EXPOSURES, r.exposure),
      owner: r.owner,
      dueAt: r.due_at ? iso(r.due_at) : null,
      overdue: r.overdue,
      firstSeenAt: iso(r.first_seen_at),
      isNew: r.is_new,
      status: r.open ? ("open" as const) : ("closed" as const),
      ticket:
        r.ticket_id && r.ticket_state !== null
          ? { id: r.ticket_id, state: wordOf(TICKET_STATES, r.ticket_state) }
          : null,
      crosses: r.crosses.map((c) => FaultLine.parse(c)),
      gain: Math.round(r.gain * 10) / 10,
    };
  });
}
