import "server-only";
import { sql } from "drizzle-orm";
import { OBSERVATIONS, SEVERITIES, TRIAGES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FindingQuery } from "@/lib/domain/views/queries";
import type { FindingPage } from "@/lib/domain/views/risk-views";
import { assetRefs } from "../asset/refs";
import { type Ctx, listReader, requireScope } from "../context";
import { COUNT_CAP, fromCursor, toCursor } from "../cursor";
import { parseInput } from "../input";
import { allBut, type Conditions, oneOf } from "../sql-filters";
import { asOf } from "../workspace/workspace";

type Row = {
  id: string;
  rule_id: string;
  asset_id: number;
  severity: number;
  observation: number;
  triage: number;
  exception_id: string | null;
  risk_id: string | null;
  message: string;
  doc: { evidenceIds: string[] };
  first_seen_at: string;
};

/** Findings, newest first; every observation unless one is asked for. */
export async function listFindings(ctx: Ctx, input: unknown): Promise<FindingPage> {
  requireScope(ctx, "viewer");
  const query = parseInput(FindingQuery, input);
  const db = await listReader(ctx);
  const c: Conditions = {
    rule: oneOf(sql`rule_id`, query.rule),
    observation: oneOf(
      sql`observation`,
      query.observation?.map((o) => OBSERVATIONS[o]),
    ),
    asset: query.asset === undefined ? sql`true` : sql`asset_id = ${query.asset}::bigint`,
  };
  const cursor = fromCursor(query.cursor, 1);
  const page = await db.execute<Row>(
    sql`select id::text, rule_id, asset_id, severity, observation, triage, exception_id, risk_id::text, message, doc, first_seen_at::text from finding
        where workspace_id = ${ctx.workspaceId} and ${allBut(c)} and ${cursor ? sql`id < ${cursor[0]}::bigint` : sql`true`} order by finding.id desc limit ${query.limit + 1}`,
  );
  const rows = page.rows.slice(0, query.limit);
  const count = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from (select 1 from finding where workspace_id = ${ctx.workspaceId} and ${allBut(c)} limit ${COUNT_CAP + 1}) x`,
  );
  const refs = await assetRefs(
    db,
    ctx,
    rows.map((r) => r.asset_id),
  );
  const last = rows.at(-1);
  const total = count.rows[0]?.n ?? 0;
  return {
    rows: rows.flatMap((r) => {
      const asset = refs.get(r.asset_id);
      if (!asset) return [];
      return {
        id: r.id,
        ruleId: r.rule_id,
        asset,
        severity: wordOf(SEVERITIES, r.severity),
        observation: wordOf(OBSERVATIONS, r.observation),
        triage: wordOf(TRIAGES, r.triage),
        exceptionId: r.exception_id,
        riskId: r.risk_id,
        message: r.message,
        evidenceIds: r.doc.evidenceIds,
        firstSeenAt: new Date(r.first_seen_at).toISOString(),
      };
    }),
    next: page.rows.length > query.limit && last ? toCursor([Number(last.id)]) : null,
    total: Math.min(total, COUNT_CAP),
    totalCapped: total > COUNT_CAP,
    asOf: await asOf(ctx, db),
  };
}
