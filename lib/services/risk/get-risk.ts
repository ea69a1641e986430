import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Executor } from "@/db/client";
import { BANDS, CONFIDENCES, EVIDENCE_CLASSES, THREATS, TICKET_STATES, TRIAGES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import { Hazard } from "@/lib/domain/finding";
import { JsonObject } from "@/lib/domain/json";
import { edgeWords, RELATIONS } from "@/lib/domain/relation";
import { Band } from "@/lib/domain/severity";
import type { AssetRef } from "@/lib/domain/views/asset-views";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import { assetRefs } from "../asset/refs";
import { type Ctx, reader, requireScope } from "../context";
import { evidenceHeads } from "../evidence/heads";
import { asOf } from "../workspace/workspace";
import { RISK_COLUMNS, RISK_FROM, type RiskSqlRow, riskRows } from "./rows";

const Explain = z.object({
  factors: z.array(
    z.object({
      factor: z.enum(["s", "t", "x", "v", "k", "a"]),
      name: z.string(),
      value: z.string(),
      sentence: z.string(),
    }),
  ),
  guard: z.object({ guard: z.string(), sentence: z.string() }).nullable(),
  lowers: z.array(z.object({ change: z.string(), scoreTenths: z.number(), band: Band })),
  path: z.array(z.number()),
});

type DetailRow = RiskSqlRow & {
  summary: string;
  hazard: string;
  threat: number;
  confidence: number | null;
  explain: unknown;
  inputs: unknown;
  formula_version: string;
  finding_id: string;
  triage: number;
  doc: { evidenceIds: string[]; path: number[] };
  fix_key: string;
};

/** A risk with what was found, why it matters and what to do. Throws not_found for an id that is none. */
export async function getRisk(ctx: Ctx, id: string): Promise<RiskDetail> {
  requireScope(ctx, "viewer");
  const db = reader();
  const row = await readRow(db, ctx, id);
  const [base] = await riskRows(db, ctx, [row]);
  if (!base) throw new FaultlineError("not_found", "The asset of this risk is not known any more.");
  const explain = Explain.parse(row.explain);
  const members = await db.execute<{
    asset_id: number;
    tau: number;
    score_tenths: number;
    band: number;
    via: number | null;
  }>(
    sql`select asset_id, tau, score_tenths, band, via from risk_member where workspace_id = ${ctx.workspaceId} and risk_id = ${row.id} order by tau desc, score_tenths desc, asset_id limit 200`,
  );
  const refs = await assetRefs(db, ctx, [
    row.root_asset,
    row.at_asset,
    ...row.doc.path,
    ...members.rows.flatMap((m) => [m.asset_id, ...(m.via ? [m.via] : [])]),
  ]);
  return {
    ...base,
    summary: row.summary,
    hazard: Hazard.parse(row.hazard),
    threat: wordOf(THREATS, row.threat),
    confidence: row.confidence === null ? null : wordOf(CONFIDENCES, row.confidence),
    factors: explain.factors.map((f) => ({ ...f, source: factorSource(f.factor, row, refs) })),
    guard: explain.guard ? { id: explain.guard.guard, sentence: explain.guard.sentence } : null,
    formulaVersion: row.formula_version,
    inputs: JsonObject.parse(row.inputs),
    lowers: explain.lowers,
    members: members.rows.flatMap((m) => {
      const asset = refs.get(m.asset_id);
      if (!asset) return [];
      return {
        asset,
        tau: m.tau,
        scoreTenths: m.score_tenths,
        band: wordOf(BANDS, m.band),
        via: m.via ? (refs.get(m.via)?.name ?? null) : null,
        root: m.asset_id === row.root_asset,
      };
    }),
    hops: await hopsOf(db, ctx, row.doc.path, refs),
    evidence: await evidenceHeads(db, ctx, row.doc.evidenceIds),
    findingId: row.finding_id,
    fixes: await fixesOf(db, ctx, row.fix_key),
    references: [],
    triage: wordOf(TRIAGES, row.triage),
    history: await historyOf(db, ctx, row),
    neighbours: await neighboursOf(db, ctx, row),
    asOf: await asOf(ctx),
  };
}

async function readRow(db: Executor, ctx: Ctx, id: string): Promise<DetailRow> {
  if (!/^\d{1,15}$/.test(id)) throw new FaultlineError("not_found", "There is no such risk.");
  const found = await db.execute<DetailRow>(
    sql`select ${RISK_COLUMNS}, r.summary, r.hazard, r.threat, r.confidence, r.explain, r.inputs, r.formula_version, f.id::text as finding_id, f.triage, f.doc, f.fix_key
        from ${RISK_FROM} join finding f on f.workspace_id = r.workspace_id and f.fingerprint = r.key
        where r.workspace_id = ${ctx.workspaceId} and r.id = ${id}`,
  );
  const row = found.rows[0];
  if (!row) throw new FaultlineError("not_found", "There is no such risk.");
  return row;
}

function factorSource(
  factor: string,
  row: DetailRow,
  refs: Map<number, AssetRef>,
): { label: string; href: string | null } | null {
  const at = refs.get(row.at_asset);
  if (factor === "s") return { label: row.rule_id, href: `/rules#${row.rule_id}` };
  if (factor === "t") {
    const first = row.doc.evidenceIds[0];
    return first
      ? {
          label: row.doc.evidenceIds.length === 1 ? "1 record" : `${row.doc.evidenceIds.length} records`,
          href: `?evidence=${first}`,
        }
      : null;
  }
  if ((factor === "x" || factor === "v") && at) return { label: at.name, href: `/inventory/${at.id}` };
  return null;
}

async function hopsOf(
  db: Executor,
  ctx: Ctx,
  path: readonly number[],
  refs: Map<number, AssetRef>,
): Promise<RiskDetail["hops"]> {
  const hops: RiskDetail["hops"] = [];
  for (const [i, id] of path.entries()) {
    const asset = refs.get(id);
    if (!asset) continue;
    const before = path[i - 1];
    if (before === undefined) {
      hops.push({ asset, words: null, class: null });
      continue;
    }
    const edges = await db.execute<{ src: number; kind: number; class: number }>(
      sql`select src, kind, class from edge where workspace_id = ${ctx.workspaceId} and ((src = ${before} and dst = ${id}) or (src = ${id} and dst = ${before})) order by class limit 1`,
    );
    const edge = edges.rows[0];
    const words = edge ? RELATIONS[edgeWords(edge.kind).relation][edge.src === before ? "verb" : "reverse"] : null;
    hops.push({ asset, words, class: edge ? wordOf(EVIDENCE_CLASSES, edge.class) : null });
  }
  return hops;
}

const Steps = z.array(z.object({ title: z.string(), text: z.string() }));

async function fixesOf(db: Executor, ctx: Ctx, key: string): Promise<RiskDetail["fixes"]> {
  const rows = await db.execute<{
    id: string;
    title: string;
    steps: unknown;
    findings: number;
    ticket: string | null;
    state: number | null;
    owner: string | null;
  }>(
    sql`select u.id::text, u.title, u.steps, (select count(*)::int from finding f where f.workspace_id = u.workspace_id and f.fix_key = u.key and f.observation = 1) as findings,
               t.id::text as ticket, t.state, p.name as owner
        from fix_unit u left join ticket t on t.workspace_id = u.workspace_id and t.fix_unit_id = u.id left join person p on p.id = t.assignee_id
        where u.workspace_id = ${ctx.workspaceId} and u.key = ${key}`,
  );
  return rows.rows.map((r) => ({
    id: r.id,
    title: r.title,
    steps: Steps.parse(r.steps),
    findings: r.findings,
    ticket:
      r.ticket && r.state !== null ? { id: r.ticket, state: wordOf(TICKET_STATES, r.state), owner: r.owner } : null,
  }));
}

async function historyOf(db: Executor, ctx: Ctx, row: DetailRow): Promise<RiskDetail["history"]> {
  const rows = await db.execute<{ at: string; actor: string; text: string }>(
    sql`select at::text, actor, text from risk_event where workspace_id = ${ctx.workspaceId} and risk_id = ${row.id}
        union all
        select at::text, actor, case action when 'finding.triage' then 'judged it ' || replace(detail->>'triage', '_', ' ') else action end
        from audit where workspace_id = ${ctx.workspaceId} and entity = 'finding' and entity_id = ${row.finding_id}
        order by at desc limit 100`,
  );
  return rows.rows.map((r) => ({ ...r, at: new Date(r.at).toISOString() }));
}

async function neighboursOf(db: Executor, ctx: Ctx, row: DetailRow): Promise<RiskDetail["neighbours"]> {
  const rows = await db.execute<{ position: number; total: number; previous: string | null; next: string | null }>(
    sql`with q as (select id, row_number() over w as position, lag(id) over w as previous, lead(id) over w as next, count(*) over () as total
                   from risk where workspace_id = ${ctx.workspaceId} and open window w as (order by queue_rank desc, id))
        select position::int, total::int, previous::text, next::text from q where id = ${row.id}`,
  );
  return rows.rows[0] ?? { position: 0, total: 0, previous: null, next: null };
}
