import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { BANDS, CONFIDENCES, EVIDENCE_CLASSES, EXPOSURES, FAULT_LINES, SEVERITIES, THREATS } from "@/db/enums";
import type { FaultLine } from "@/lib/domain/fault-line";
import type { Band } from "@/lib/domain/severity";
import type { DerivedLevels } from "@/lib/graph/graph";
import { FORMULA_VERSION } from "@/lib/risk/factors";
import type { RankedRisk } from "@/lib/risk/rank";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";
import { storable, withRows } from "../rows";
import { writeAssetTally, writeBandTally } from "../tally/asset-tally";
import { writeRiskTally } from "../tally/risk-tally";
import { writeScanTally } from "../tally/scan-tally";
import { proveTickets } from "../ticket/prove";
import { takeIds } from "../workspace/workspace";

export type PosturePoint = { line: FaultLine | null; posture: number; counts: Record<Band, number> };
export type AssetMetric = {
  id: number;
  levels: DerivedLevels;
  blastCount: number;
  scoreTenths: number | null;
  worstBand: Band | null;
  openRisks: number;
};

type Known = { id: string; key: string; open: boolean; score_tenths: number };

/**
 * Writes a run's ranking in one transaction: risks with their frozen inputs, members and history, each asset's derived
 * levels, posture points, tickets' proofs; then the run becomes the one that answers speak for.
 */
export async function saveRanking(
  ctx: Ctx,
  o: {
    run: { id: number; at: Date; key: string };
    risks: RankedRisk[];
    metrics: Iterable<AssetMetric>;
    posture: PosturePoint[];
  },
): Promise<void> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  await withTransaction(async (tx) => {
    const known = await tx.execute<Known>(
      sql`select id::text, key, open, score_tenths from risk where workspace_id = ${ws}`,
    );
    const byKey = new Map(known.rows.map((k) => [k.key, k]));
    const fresh = o.risks.filter((r) => !byKey.has(r.finding.key));
    const first = fresh.length > 0 ? await takeIds(tx, ws, "next_risk", fresh.length) : 0;
    const freshIds = new Map(fresh.map((r, i) => [r.finding.key, first + i]));
    const idOf = (key: string) => Number(byKey.get(key)?.id ?? freshIds.get(key));
    await writeRisks(
      tx,
      ctx,
      o.run,
      o.risks.map((risk) => ({ id: idOf(risk.finding.key), risk })),
    );
    await writeMembers(
      tx,
      ctx,
      o.risks.map((risk) => ({ id: idOf(risk.finding.key), risk })),
    );
    const open = new Set(o.risks.map((r) => r.finding.key));
    const closed = known.rows.filter((k) => k.open && !open.has(k.key));
    await tx.execute(
      sql`update risk set open = false, closed_at = ${o.run.at.toISOString()}::timestamptz, changed_run = ${o.run.id}, gain = 0 where workspace_id = ${ws} and id = any(${sql.param(closed.map((k) => k.id))}::bigint[])`,
    );
    await tx.execute(
      sql`update finding f set risk_id = r.id from risk r where r.workspace_id = ${ws} and f.workspace_id = ${ws} and f.fingerprint = r.key and f.risk_id is distinct from r.id`,
    );
    await writeEvents(tx, ctx, o.run, { risks: o.risks, byKey, idOf, closed });
    await writeMetrics(tx, ctx, o.metrics);
    const proven = await closedCounts(tx, ctx, o.run.id);
    await writePosture(tx, ctx, o.run, o.posture, { opened: fresh.length, ...proven });
    await proveTickets(tx, ctx, o.run);
    await writeAssetTally(tx, ctx);
    await writeBandTally(tx, ctx);
    await writeRiskTally(tx, ctx);
    await writeScanTally(tx, ctx);
    await tx.execute(sql`update workspace set graph_run = ${o.run.id} where id = ${ws}`);
    await emitAudit(tx, ctx, {
      action: "run.rank",
      entity: "run",
      entityId: o.run.id,
      detail: { risks: o.risks.length, opened: fresh.length, closed: closed.length },
    });
  });
}

async function writeRisks(
  tx: Transaction,
  ctx: Ctx,
  run: { id: number; at: Date },
  rows: { id: number; risk: RankedRisk }[],
): Promise<void> {
  const columns = {
    id: "bigint",
    key: "text",
    rule_id: "text",
    fault_line: "smallint",
    root_asset: "int",
    at_asset: "int",
    title: "text",
    summary: "text",
    severity: "smallint",
    band: "smallint",
    sla_band: "smallint",
    score_tenths: "smallint",
    score_exact: "double precision",
    exploited_exact: "double precision",
    queue_rank: "int",
    exposure: "smallint",
    threat: "smallint",
    confidence: "smallint",
    hazard: "text",
    owner: "text",
    due_at: "timestamptz",
    overdue: "boolean",
    gain: "double precision",
    evidence_class: "smallint",
    reasons: "jsonb",
    crosses: "jsonb",
    inputs: "jsonb",
    explain: "jsonb",
    first_seen_at: "timestamptz",
    class_since: "timestamptz",
  };
  const names = sql.raw(Object.keys(columns).join(", "));
  const values = sql.raw(
    Object.keys(columns)
      .map((c) => `r.${c}`)
      .join(", "),
  );
  const updates = sql.raw(
    Object.keys(columns)
      .filter((c) => c !== "id" && c !== "key" && c !== "first_seen_at")
      .map((c) => `${c} = excluded.${c}`)
      .join(", "),
  );
  await withRows(
    tx,
    columns,
    rows.map(({ id, risk }) => ({
      id,
      key: risk.finding.key,
      rule_id: risk.finding.ruleId,
      fault_line: FAULT_LINES[risk.finding.faultLine],
      root_asset: risk.finding.assetId,
      at_asset: risk.atAsset,
      title: risk.finding.title,
      summary: risk.finding.message,
      severity: SEVERITIES[risk.finding.severity],
      band: BANDS[risk.band],
      sla_band: BANDS[risk.slaBand],
      score_tenths: risk.scoreTenths,
      score_exact: risk.scoreExact,
      exploited_exact: risk.exploitedExact,
      queue_rank: risk.queueRank,
      exposure: EXPOSURES[risk.exposure],
      threat: THREATS[risk.finding.threat],
      confidence: risk.finding.confidence ? CONFIDENCES[risk.finding.confidence] : null,
      hazard: risk.finding.hazard,
      owner: risk.owner,
      due_at: risk.dueAt?.toISOString() ?? null,
      overdue: risk.overdue,
      gain: risk.gain,
      evidence_class: EVIDENCE_CLASSES[risk.evidenceClass],
      reasons: risk.reasons,
      crosses: risk.crosses,
      inputs: risk.inputs,
      explain: storable({ ...risk.explanation, lowers: risk.lowers, path: risk.finding.path }),
      first_seen_at: risk.finding.firstSeenAt.toISOString(),
      class_since: risk.classSince.toISOString(),
    })),
    (r) =>
      sql`insert into risk(workspace_id, open, formula_version, first_run, changed_run, ${names}) select ${ctx.workspaceId}, true, ${FORMULA_VERSION}, ${run.id}::int, ${run.id}::int, ${values} from ${r}
          on conflict (workspace_id, key) do update set open = true, closed_at = null, formula_version = excluded.formula_version, changed_run = excluded.changed_run, ${updates}`,
  );
}

async function writeMembers(tx: Transaction, ctx: Ctx, rows: { id: number; risk: RankedRisk }[]): Promise<void> {
  await tx.execute(sql`delete from risk_member where workspace_id = ${ctx.workspaceId}`);
  await withRows(
    tx,
    {
      risk_id: "bigint",
      asset_id: "int",
      tau: "double precision",
      score_tenths: "smallint",
      band: "smallint",
      via: "int",
    },
    rows.flatMap(({ id, risk }) =>
      risk.members.map((m) => ({
        risk_id: id,
        asset_id: m.assetId,
        tau: m.tau,
        score_tenths: m.scoreTenths,
        band: BANDS[m.band],
        via: m.via,
      })),
    ),
    (r) =>
      sql`insert into risk_member(workspace_id, risk_id, asset_id, tau, score_tenths, band, via) select ${ctx.workspaceId}, r.risk_id, r.asset_id, r.tau, r.score_tenths, r.band, r.via from ${r}`,
  );
}

const points = (tenths: number) => (tenths / 10).toFixed(1);

async function writeEvents(
  tx: Transaction,
  ctx: Ctx,
  run: { id: number; at: Date; key: string },
  o: { risks: RankedRisk[]; byKey: Map<string, Known>; idOf: (key: string) => number; closed: Known[] },
): Promise<void> {
  const events: { risk_id: number; seq: number; text: string }[] = [];
  for (const risk of o.risks) {
    const was = o.byKey.get(risk.finding.key);
    const id = o.idOf(risk.finding.key);
    const now = `${points(risk.scoreTenths)} ${risk.band}`;
    if (!was) events.push({ risk_id: id, seq: 0, text: `opened it at ${now} in ${run.key}` });
    else if (!was.open) events.push({ risk_id: id, seq: 0, text: `saw it again in ${run.key}, now ${now}` });
    else if (was.score_tenths !== risk.scoreTenths)
      events.push({ risk_id: id, seq: 0, text: `scored it anew in ${run.key}: ${points(was.score_tenths)} → ${now}` });
  }
  for (const k of o.closed)
    events.push({ risk_id: Number(k.id), seq: 1, text: `closed it: ${run.key} no longer finds it` });
  await withRows(
    tx,
    { risk_id: "bigint", seq: "int", text: "text" },
    storable(events),
    (r) =>
      sql`insert into risk_event(workspace_id, risk_id, run_id, seq, at, actor, text) select ${ctx.workspaceId}, r.risk_id, ${run.id}, r.seq, ${run.at.toISOString()}::timestamptz, 'Faultline', r.text from ${r} on conflict do nothing`,
  );
}

function* metricRows(metrics: Iterable<AssetMetric>): Generator<Record<string, unknown>> {
  for (const m of metrics)
    yield {
      id: m.id,
      exposure: EXPOSURES[m.levels.exposure],
      d: m.levels.data,
      c: m.levels.criticality,
      w: m.levels.blastWeight,
      n: m.blastCount,
      s: m.scoreTenths,
      b: m.worstBand ? BANDS[m.worstBand] : null,
      o: m.openRisks,
    };
}

async function writeMetrics(tx: Transaction, ctx: Ctx, metrics: Iterable<AssetMetric>): Promise<void> {
  await withRows(
    tx,
    {
      id: "int",
      exposure: "smallint",
      d: "smallint",
      c: "smallint",
      w: "real",
      n: "int",
      s: "smallint",
      b: "smallint",
      o: "int",
    },
    metricRows(metrics),
    (r) =>
      sql`update asset a set exposure = r.exposure, data_scored = r.d, criticality_scored = r.c, blast_weight = r.w, blast_count = r.n, score_tenths = r.s, worst_band = r.b, open_risks = r.o
          from ${r} where a.workspace_id = ${ctx.workspaceId} and a.id = r.id
            and (a.exposure, a.data_scored, a.criticality_scored, a.blast_weight, a.blast_count, a.score_tenths, a.worst_band, a.open_risks) is distinct from (r.exposure, r.d, r.c, r.w, r.n, r.s, r.b, r.o)`,
  );
}

async function closedCounts(tx: Transaction, ctx: Ctx, runId: number): Promise<{ proven: number; gone: number }> {
  const rows = await tx.execute<{ proven: number; gone: number }>(
    sql`select count(*) filter (where observation = 2)::int as proven, count(*) filter (where observation in (3, 4))::int as gone
        from finding where workspace_id = ${ctx.workspaceId} and changed_run = ${runId} and closed_at is not null`,
  );
  return rows.rows[0] ?? { proven: 0, gone: 0 };
}

async function writePosture(
  tx: Transaction,
  ctx: Ctx,
  run: { id: number; at: Date },
  rows: readonly PosturePoint[],
  moved: { opened: number; proven: number; gone: number },
): Promise<void> {
  await withRows(
    tx,
    { fault_line: "smallint", posture: "double precision", counts: "jsonb", opened: "int", proven: "int", gone: "int" },
    rows.map((p) => ({
      fault_line: p.line ? FAULT_LINES[p.line] : 0,
      posture: p.posture,
      counts: p.counts,
      ...(p.line ? { opened: 0, proven: 0, gone: 0 } : moved),
    })),
    (r) =>
      sql`insert into posture_point(workspace_id, run_id, fault_line, at, posture, counts, opened, proven, gone)
          select ${ctx.workspaceId}, ${run.id}, r.fault_line, ${run.at.toISOString()}::timestamptz, r.posture, r.counts, r.opened, r.proven, r.gone from ${r}
          on conflict (workspace_id, run_id, fault_line) do update set posture = excluded.posture, counts = excluded.counts`,
  );
}
