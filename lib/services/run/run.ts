import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { Executor, Transaction } from "@/db/client";
import { RUN_STATES, STAGES } from "@/db/enums";
import { heldGone, run, source } from "@/db/schema";
import { FaultlineError } from "@/lib/domain/errors";
import { STAGE_LABEL, Stage, StageProgress } from "@/lib/domain/run";
import { emitAudit } from "../audit";
import { type Ctx, reader, requireScope, withTransaction } from "../context";
import { enqueueStage } from "../jobs";
import { storable } from "../rows";
import { writeConfirmedTally } from "../tally/asset-tally";
import { takeIds } from "../workspace/workspace";

export const STAGE_ORDER = Stage.options;
const ACTIVE = [RUN_STATES.queued, RUN_STATES.running, RUN_STATES.held];

export type RunRecord = typeof run.$inferSelect;

const waiting = (): StageProgress[] =>
  STAGE_ORDER.map((stage) => ({ stage, state: "waiting", done: 0, total: null, note: null }));

/** The stages of a run whose collection has happened already: `records` were received. */
export const collectedProgress = (records: number): StageProgress[] =>
  waiting().map((p) => (p.stage === "collect" ? { ...p, state: "done", done: records, total: records } : p));

/** Queues a run of a source unless one is waiting already; returns its id. Part of the caller's transaction. */
export async function queueRun(tx: Transaction, ctx: Ctx, sourceId: number): Promise<number> {
  const [active] = await tx
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.sourceId, sourceId), eq(run.state, RUN_STATES.queued)))
    .limit(1);
  if (active) return active.id;
  const id = await takeIds(tx, ctx.workspaceId, "next_run", 1);
  await tx.insert(run).values({
    workspaceId: ctx.workspaceId,
    id,
    key: `run-${id}`,
    sourceId,
    state: RUN_STATES.queued,
    progress: waiting(),
  });
  await emitAudit(tx, ctx, { action: "run.start", entity: "run", entityId: id, detail: { sourceId } });
  await enqueueStage(tx, ctx.workspaceId, id, "collect");
  return id;
}

/** The run's row, or not_found. */
export async function readRun(db: Executor, workspaceId: number, runId: number): Promise<RunRecord> {
  const [row] = await db
    .select()
    .from(run)
    .where(and(eq(run.workspaceId, workspaceId), eq(run.id, runId)));
  if (!row) throw new FaultlineError("not_found", `Run ${runId} does not exist.`);
  return row;
}

/**
 * Writes one stage's progress; the screen polls it. `now` is the file or page in hand, from outside. Several workers may tell
 * of one run at once: each changes its stage's entry alone, and a late word never takes back that a stage is done.
 */
export async function saveProgress(
  ctx: Ctx,
  runId: number,
  update: StageProgress,
  now: string | null = null,
  db: Executor = reader(),
): Promise<void> {
  requireScope(ctx, "admin");
  const entry = JSON.stringify(storable(update));
  await db
    .update(run)
    .set({
      progress: sql`(select jsonb_agg(case when p->>'stage' = ${update.stage} and not (p->>'state' = 'done' and ${update.state} = 'running') then ${entry}::jsonb else p end order by n)
        from jsonb_array_elements(${run.progress}) with ordinality as x(p, n))`,
      stage: sql`greatest(${run.stage}, ${STAGES[update.stage]}::smallint)`,
      now: now === null ? null : storable(now.slice(0, 500)),
      state: RUN_STATES.running,
      startedAt: sql`coalesce(${run.startedAt}, now())`,
    })
    .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.id, runId), inArray(run.state, ACTIVE)));
}

/** Adds numbers to the run's statistics; what is known stays, since a stage that is tried again finds its work done. */
export async function addStats(db: Executor, ctx: Ctx, runId: number, stats: Record<string, number>): Promise<void> {
  requireScope(ctx, "admin");
  await db
    .update(run)
    .set({ stats: sql`${JSON.stringify(stats)}::jsonb || ${run.stats}` })
    .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.id, runId)));
}

/** Notes that a stage is taken up again: its last try ended with its worker, its database, or an error. */
export async function noteRestart(db: Executor, ctx: Ctx, runId: number): Promise<void> {
  requireScope(ctx, "admin");
  await db
    .update(run)
    .set({
      stats: sql`${run.stats} || jsonb_build_object('restarts', coalesce((${run.stats}->>'restarts')::int, 0) + 1)`,
    })
    .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.id, runId)));
}

/** Ends a run as failed with a sentence; what earlier runs know stays untouched. */
export async function failRun(ctx: Ctx, runId: number, stage: Stage, sentence: string): Promise<void> {
  requireScope(ctx, "admin");
  await withTransaction(async (tx) => {
    const row = await readRun(tx, ctx.workspaceId, runId);
    const progress = z.array(StageProgress).parse(row.progress);
    await tx
      .update(run)
      .set({
        state: RUN_STATES.failed,
        error: storable(`${STAGE_LABEL[stage]}: ${sentence}`.slice(0, 1_000)),
        now: null,
        endedAt: sql`now()`,
        progress: progress.map((p) =>
          p.stage === stage ? { ...p, state: "failed" as const, note: storable(sentence) } : p,
        ),
      })
      .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.id, runId), inArray(run.state, ACTIVE)));
    await emitAudit(tx, ctx, { action: "run.fail", entity: "run", entityId: runId, detail: { stage, sentence } });
  });
}

/** Holds a run that would close more than the guard allows, until a person releases it. */
export async function holdRun(tx: Transaction, ctx: Ctx, runId: number, sentence: string): Promise<void> {
  requireScope(ctx, "admin");
  await tx
    .update(run)
    .set({ state: RUN_STATES.held, error: sentence, now: null })
    .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.id, runId)));
  await emitAudit(tx, ctx, { action: "run.hold", entity: "run", entityId: runId, detail: { sentence } });
}

/** A person looked at what a held run would close and lets it pass. */
export async function releaseRun(ctx: Ctx, runId: number): Promise<void> {
  requireScope(ctx, "analyst");
  await withTransaction(async (tx) => {
    const changed = await tx
      .update(run)
      .set({ state: RUN_STATES.running, released: true, error: null })
      .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.id, runId), eq(run.state, RUN_STATES.held)))
      .returning({ id: run.id });
    if (changed.length === 0) throw new FaultlineError("conflict", "This run is not held any more.");
    await tx.delete(heldGone).where(and(eq(heldGone.workspaceId, ctx.workspaceId), eq(heldGone.runId, runId)));
    await emitAudit(tx, ctx, { action: "run.release", entity: "run", entityId: runId });
    await enqueueStage(tx, ctx.workspaceId, runId, "reconcile");
  });
}

/** Ends a run as applied; a connector with another collection gets its next run queued in the same transaction. */
export async function finishRun(ctx: Ctx, runId: number): Promise<void> {
  requireScope(ctx, "admin");
  await withTransaction(async (tx) => {
    const [row] = await tx
      .update(run)
      .set({ state: RUN_STATES.applied, endedAt: sql`now()`, now: null })
      .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.id, runId), eq(run.state, RUN_STATES.running)))
      .returning();
    if (!row) return;
    await tx
      .update(source)
      .set({ lastRun: runId })
      .where(and(eq(source.workspaceId, ctx.workspaceId), eq(source.id, row.sourceId)));
    await writeConfirmedTally(tx, ctx);
    await emitAudit(tx, ctx, { action: "run.apply", entity: "run", entityId: runId });
    if (row.more) await queueRun(tx, ctx, row.sourceId);
  });
}

/** Keys of a source's applied runs, for replays that must not apply a collection twice. */
export async function appliedKeys(db: Executor, ctx: Ctx, sourceId: number): Promise<Set<string>> {
  requireScope(ctx, "viewer");
  const rows = await db
    .select({ key: run.key })
    .from(run)
    .where(and(eq(run.workspaceId, ctx.workspaceId), eq(run.sourceId, sourceId), eq(run.state, RUN_STATES.applied)))
    .orderBy(desc(run.id));
  return new Set(rows.map((r) => r.key.replace(new RegExp(`@${sourceId}$`), "")));
}
