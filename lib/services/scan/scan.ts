import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { RUN_STATES, SCAN_STATES, SCAN_VERDICTS, STAGES } from "@/db/enums";
import { collectedFile, run, scan } from "@/db/schema";
import { importWord } from "@/lib/domain/engine-result";
import type { Evidence } from "@/lib/domain/evidence";
import type { Confidence } from "@/lib/domain/finding";
import type { ScanEvidence, ScanResult } from "@/lib/domain/scan";
import { emitAudit } from "../audit";
import { type Ctx, reader, requireScope, withTransaction } from "../context";
import { saveEvidence, saveWindows } from "../evidence/save-evidence";
import { enqueueScans } from "../jobs";
import { storable } from "../rows";

/**
 * Queues every file of the run's source whose digest this ruleset has not judged, or whose last try never ended or never got to its bytes.
 * Returns how many digests wait for a scan in this run.
 */
export async function queueScans(
  ctx: Ctx,
  from: { id: number; sourceId: number },
  engine: { name: string; ruleset: string },
): Promise<number> {
  requireScope(ctx, "admin");
  return withTransaction(async (tx) => {
    const rows = await tx.execute<{ digest: string }>(
      sql`insert into scan(workspace_id, digest, state, run_id, engine, ruleset)
          select distinct on (f.digest) ${ctx.workspaceId}, f.digest, ${SCAN_STATES.queued}::smallint, ${from.id}::int, ${engine.name}, ${engine.ruleset}
          from collected_file f where f.workspace_id = ${ctx.workspaceId} and f.source_id = ${from.sourceId}
          on conflict (workspace_id, digest) do update set state = excluded.state, run_id = excluded.run_id, engine = excluded.engine, ruleset = excluded.ruleset, attempts = 0
          where scan.ruleset <> excluded.ruleset or scan.state <> ${SCAN_STATES.done}
            or (scan.verdict = ${SCAN_VERDICTS.error} and (scan.result->>'bytesRead')::bigint = 0 and (scan.result->>'sizeBytes')::bigint > 0)
          returning digest`,
    );
    await enqueueScans(
      tx,
      ctx.workspaceId,
      rows.rows.map((r) => r.digest),
    );
    await emitAudit(tx, ctx, {
      action: "scan.save",
      entity: "run",
      entityId: from.id,
      detail: { queued: rows.rows.length },
    });
    return rows.rows.length;
  });
}

/** How many digests of the run are scanned, of how many. */
export async function scanProgress(
  ctx: Ctx,
  runId: number,
): Promise<{ done: number; total: number; bytesRead: number }> {
  requireScope(ctx, "viewer");
  const rows = await reader().execute<{ done: number; total: number; bytes: string | null }>(
    sql`select count(*) filter (where state = ${SCAN_STATES.done})::int as done, count(*)::int as total, sum((result->>'bytesRead')::bigint)::text as bytes
        from scan where workspace_id = ${ctx.workspaceId} and run_id = ${runId}`,
  );
  const row = rows.rows[0];
  return { done: row?.done ?? 0, total: row?.total ?? 0, bytesRead: Number(row?.bytes ?? 0) };
}

/** The runs of the workspace that wait for scans. */
export async function runsInScan(ctx: Ctx): Promise<number[]> {
  requireScope(ctx, "viewer");
  const rows = await reader()
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.state, RUN_STATES.running), eq(run.stage, STAGES.scan)))
    .orderBy(run.id);
  return rows.map((r) => r.id);
}

export type ScanTask = {
  digest: string;
  runId: number;
  attempts: number;
  places: { sourceId: number; path: string; sizeBytes: number }[];
};

/** Claims one digest for scanning and counts the try; null when it is judged already or no longer wanted. */
export async function claimScan(ctx: Ctx, digest: string): Promise<ScanTask | null> {
  requireScope(ctx, "admin");
  const [row] = await reader()
    .update(scan)
    .set({ state: SCAN_STATES.running, attempts: sql`${scan.attempts} + 1` })
    .where(
      and(
        eq(scan.workspaceId, ctx.workspaceId),
        eq(scan.digest, digest),
        inArray(scan.state, [SCAN_STATES.queued, SCAN_STATES.running]),
      ),
    )
    .returning();
  if (!row) return null;
  const places = await reader()
    .select({ sourceId: collectedFile.sourceId, path: collectedFile.path, sizeBytes: collectedFile.sizeBytes })
    .from(collectedFile)
    .where(and(eq(collectedFile.workspaceId, ctx.workspaceId), eq(collectedFile.digest, digest)));
  return { digest, runId: row.runId, attempts: row.attempts, places };
}

/** The imports that make a file malicious: another engine that names one of them has seen the same thing. */
function badImports(evidence: readonly ScanEvidence[]): string[] {
  const bad = evidence.flatMap((e) =>
    e.verdict === "malicious" && e.import ? [importWord(e.import.module, e.import.name)] : [],
  );
  return [...new Set(bad)].slice(0, 50);
}

/** Saves a verdict with its evidence and the bytes kept for the viewer, in one transaction. */
export async function saveScan(
  ctx: Ctx,
  o: {
    digest: string;
    runId: number;
    result: ScanResult;
    confidence: Confidence | null;
    evidence: Evidence[];
    windows: { member: string; start: number; whole: boolean; body: Buffer }[];
    engine: { name: string; version: string; ruleset: string };
    durationMs: number;
  },
): Promise<void> {
  requireScope(ctx, "admin");
  await withTransaction(async (tx) => {
    const evidence = storable(o.evidence);
    const ids = await saveEvidence(tx, ctx, evidence);
    await saveWindows(
      tx,
      ctx,
      o.windows.map((w) => ({ digest: o.digest, ...w })),
    );
    const { evidence: rows, ...summary } = o.result;
    await tx
      .update(scan)
      .set({
        state: SCAN_STATES.done,
        verdict: SCAN_VERDICTS[o.result.verdict],
        result: storable({
          ...summary,
          confidence: o.confidence,
          found: rows[0]?.message ?? null,
          imports: badImports(rows),
          scannedAt: new Date().toISOString(),
        }),
        evidenceIds: ids,
        engine: `${o.engine.name} ${o.engine.version}`,
        ruleset: o.engine.ruleset,
        durationMs: Math.round(o.durationMs),
        endedAt: sql`now()`,
      })
      .where(and(eq(scan.workspaceId, ctx.workspaceId), eq(scan.digest, o.digest)));
    await emitAudit(tx, ctx, {
      action: "scan.save",
      entity: "artifact",
      entityId: `sha256:${o.digest}`,
      detail: { verdict: o.result.verdict, evidence: ids.length, runId: o.runId },
    });
  });
}
