import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { CONFIDENCES, FAULT_LINES, OBSERVATIONS, SEVERITIES, THREATS, TRIAGES } from "@/db/enums";
import type { FaultLine } from "@/lib/domain/fault-line";
import type { Confidence, Threat } from "@/lib/domain/finding";
import type { Json } from "@/lib/domain/json";
import type { Severity } from "@/lib/domain/severity";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";
import { storable, withRows } from "../rows";
import { addStats } from "../run/run";
import { takeIds } from "../workspace/workspace";

/** A rule's failure as it is stored; the pipeline maps what rules give to it. */
export type NewFinding = {
  fingerprint: string;
  ruleId: string;
  assetId: number;
  faultLine: FaultLine;
  severity: Severity;
  threat: Threat;
  confidence: Confidence | null;
  title: string;
  message: string;
  evidenceIds: string[];
  path: number[];
  identity: Json;
  hazard: string;
  fix: { key: string; title: string; steps: { title: string; text: string }[] };
};

export type RuleCount = {
  ruleId: string;
  population: number;
  pass: number;
  fail: number;
  inconclusive: number;
  reasons: Record<string, number>;
};

type Known = { id: string; fingerprint: string; observation: number; asset_id: number; rule_id: string };

/**
 * Writes one evaluation: new findings open, known ones stay or re-open, those no longer failing close. A finding closes
 * as `fixed` only where its rule passed on its asset in this run; as `gone` where the asset went; an inconclusive rule
 * leaves it open, since not looking proves nothing.
 */
export async function saveEvaluation(
  ctx: Ctx,
  o: {
    run: { id: number; at: Date };
    findings: NewFinding[];
    counts: RuleCount[];
    /** `rule asset` pairs that were inconclusive. */
    inconclusive: ReadonlySet<string>;
    isOpen: (assetId: number) => boolean;
    ruleIds: ReadonlySet<string>;
  },
): Promise<void> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  await withTransaction(async (tx) => {
    const known = await tx.execute<Known>(
      sql`select id::text, fingerprint, observation, asset_id, rule_id from finding where workspace_id = ${ws}`,
    );
    const byPrint = new Map(known.rows.map((k) => [k.fingerprint, k]));
    const failing = new Set(o.findings.map((f) => f.fingerprint));
    const fresh = o.findings.filter((f) => !byPrint.has(f.fingerprint));
    const first = fresh.length > 0 ? await takeIds(tx, ws, "next_finding", fresh.length) : 0;
    const freshId = new Map(fresh.map((f, i) => [f.fingerprint, first + i]));
    await writeFindings(
      tx,
      ctx,
      o.run,
      o.findings.map((f) => ({ id: Number(byPrint.get(f.fingerprint)?.id ?? freshId.get(f.fingerprint)), f })),
    );
    await writeFixUnits(tx, ctx, o.run.id, o.findings);
    const closing = known.rows
      .filter((k) => k.observation === OBSERVATIONS.open && !failing.has(k.fingerprint))
      .map((k) => ({ id: k.id, observation: closeAs(k, o) }))
      .filter((k) => k.observation !== OBSERVATIONS.open);
    await withRows(
      tx,
      { id: "bigint", observation: "smallint" },
      closing,
      (r) =>
        sql`update finding f set observation = r.observation, closed_at = ${o.run.at.toISOString()}::timestamptz, changed_run = ${o.run.id} from ${r} where f.workspace_id = ${ws} and f.id = r.id`,
    );
    await tx.execute(sql`delete from rule_stat where workspace_id = ${ws}`);
    await withRows(
      tx,
      { rule_id: "text", population: "int", pass: "int", fail: "int", inconclusive: "int", reasons: "jsonb" },
      o.counts.map((c) => ({ ...c, rule_id: c.ruleId })),
      (r) =>
        sql`insert into rule_stat(workspace_id, rule_id, run_id, population, pass, fail, inconclusive, reasons) select ${ws}, r.rule_id, ${o.run.id}, r.population, r.pass, r.fail, r.inconclusive, r.reasons from ${r}`,
    );
    const reopened = o.findings.filter((f) => {
      const was = byPrint.get(f.fingerprint);
      return was !== undefined && was.observation !== OBSERVATIONS.open;
    });
    const stats = { findingsOpened: fresh.length + reopened.length, findingsClosed: closing.length };
    await addStats(tx, ctx, o.run.id, stats);
    await emitAudit(tx, ctx, { action: "run.evaluate", entity: "run", entityId: o.run.id, detail: stats });
  });
}

function closeAs(
  k: Known,
  o: { inconclusive: ReadonlySet<string>; isOpen: (assetId: number) => boolean; ruleIds: ReadonlySet<string> },
): number {
  if (!o.isOpen(k.asset_id)) return OBSERVATIONS.gone;
  // A rule this version does not have cannot prove anything fixed.
  if (!o.ruleIds.has(k.rule_id)) return OBSERVATIONS.superseded;
  return o.inconclusive.has(`${k.rule_id} ${k.asset_id}`) ? OBSERVATIONS.open : OBSERVATIONS.fixed;
}

async function writeFindings(
  tx: Transaction,
  ctx: Ctx,
  run: { id: number; at: Date },
  rows: { id: number; f: NewFinding }[],
): Promise<void> {
  await withRows(
    tx,
    {
      id: "bigint",
      asset_id: "int",
      rule_id: "text",
      fingerprint: "text",
      fault_line: "smallint",
      severity: "smallint",
      threat: "smallint",
      confidence: "smallint",
      fix_key: "text",
      title: "text",
      message: "text",
      doc: "jsonb",
    },
    rows.map(({ id, f }) => ({
      id,
      asset_id: f.assetId,
      rule_id: f.ruleId,
      fingerprint: f.fingerprint,
      fault_line: FAULT_LINES[f.faultLine],
      severity: SEVERITIES[f.severity],
      threat: THREATS[f.threat],
      confidence: f.confidence ? CONFIDENCES[f.confidence] : null,
      fix_key: storable(f.fix.key),
      title: storable(f.title),
      message: storable(f.message),
      doc: storable({ path: f.path, identity: f.identity, evidenceIds: f.evidenceIds, hazard: f.hazard }),
    })),
    (r) =>
      sql`insert into finding(workspace_id, id, asset_id, rule_id, fingerprint, fault_line, severity, threat, confidence, observation, triage, fix_key, title, message, doc, first_run, changed_run, first_seen_at)
          select ${ctx.workspaceId}, r.id, r.asset_id, r.rule_id, r.fingerprint, r.fault_line, r.severity, r.threat, r.confidence, ${OBSERVATIONS.open}::smallint, ${TRIAGES.new}::smallint, r.fix_key, r.title, r.message, r.doc, ${run.id}, ${run.id}, ${run.at.toISOString()}::timestamptz from ${r}
          on conflict (workspace_id, fingerprint) do update set severity = excluded.severity, threat = excluded.threat, confidence = excluded.confidence,
            observation = excluded.observation, closed_at = null, fix_key = excluded.fix_key, title = excluded.title, message = excluded.message, doc = excluded.doc,
            changed_run = excluded.changed_run
          where (finding.severity, finding.threat, finding.confidence, finding.observation, finding.fix_key, finding.title, finding.message, finding.doc)
            is distinct from (excluded.severity, excluded.threat, excluded.confidence, excluded.observation, excluded.fix_key, excluded.title, excluded.message, excluded.doc)`,
  );
}

async function writeFixUnits(tx: Transaction, ctx: Ctx, runId: number, findings: readonly NewFinding[]): Promise<void> {
  const units = new Map(findings.map((f) => [f.fix.key, f.fix]));
  const known = await tx.execute<{ key: string }>(
    sql`select key from fix_unit where workspace_id = ${ctx.workspaceId}`,
  );
  const have = new Set(known.rows.map((r) => r.key));
  const fresh = [...units.values()].filter((u) => !have.has(u.key));
  const first = fresh.length > 0 ? await takeIds(tx, ctx.workspaceId, "next_fix_unit", fresh.length) : 0;
  const ids = new Map(fresh.map((u, i) => [u.key, first + i]));
  await withRows(
    tx,
    { id: "bigint", key: "text", title: "text", steps: "jsonb" },
    storable([...units.values()]).map((u) => ({ id: ids.get(u.key) ?? 0, ...u })),
    (r) =>
      sql`insert into fix_unit(workspace_id, id, key, title, steps, first_run) select ${ctx.workspaceId}, r.id, r.key, r.title, r.steps, ${runId} from ${r}
          on conflict (workspace_id, key) do update set title = excluded.title, steps = excluded.steps`,
  );
}
