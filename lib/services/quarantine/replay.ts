import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { COLLECTION_OUTCOMES, QUARANTINE_STATES, RUN_STATES } from "@/db/enums";
import { run } from "@/db/schema";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import { type ReplayAnswer, ReplayInput } from "@/lib/domain/views/intake-views";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withinVerb, withTransaction } from "../context";
import { parseInput } from "../input";
import { linkPages, savePage } from "../inventory/raw-pages";
import { enqueueStage } from "../jobs";
import { storable, withRows } from "../rows";
import { collectedProgress, readRun } from "../run/run";
import { readSource } from "../source/source";
import { takeIds } from "../workspace/workspace";
import { type Judged, judge, type Waiting } from "./judge";
import { STATE_NOW, WITH_REPLAY } from "./list";

/** Records of one replay: more are replayed by asking again. */
const MAX_REPLAY = 2_000;

/**
 * Reads records again that a run set aside. What can be used now becomes a run of its own, which closes nothing; what cannot
 * keeps waiting with today's reason. Throws conflict where nothing waits.
 */
export async function replaySetAside(ctx: Ctx, runId: number, input: unknown): Promise<ReplayAnswer> {
  requireScope(ctx, "analyst");
  const { seqs } = parseInput(ReplayInput, input);
  return withTransaction(async (tx) => {
    // Two people at once: the second finds nothing that waits.
    await tx.execute(sql`select 1 from run where workspace_id = ${ctx.workspaceId} and id = ${runId} for update`);
    const from = await readRun(tx, ctx.workspaceId, runId);
    if (from.record === null)
      throw new FaultlineError("conflict", "This run is not applied: what it set aside can be read again once it is.");
    const waiting = await readWaiting(tx, ctx, runId, seqs);
    if (waiting.length === 0)
      throw new FaultlineError("conflict", "Nothing here waits that could be read again: no record of it is kept.");
    const judged = await judge(tx, ctx, { id: from.sourceId, newer: await newerInventory(tx, ctx, from) }, waiting);
    const still = judged.flatMap((j) => ("wrong" in j ? [{ seq: j.seq, reason: j.wrong }] : []));
    const usable = judged.flatMap((j) => ("wrong" in j ? [] : [j]));
    await saveReasons(tx, ctx, runId, still);
    const replay = usable.length > 0 ? await replayRun(tx, ctx, from, usable) : null;
    const detail = { replayed: usable.length, still: still.length, replayRun: replay };
    await emitAudit(tx, ctx, { action: "quarantine.replay", entity: "run", entityId: runId, detail });
    return { runId: replay, replayed: usable.length, still };
  });
}

type From = Awaited<ReturnType<typeof readRun>>;

/** The newest complete inventory of the source that was applied after this run; null where there is none. */
async function newerInventory(tx: Transaction, ctx: Ctx, from: From): Promise<string | null> {
  const later = await tx.execute<{ key: string }>(
    sql`select r.key from run r where r.workspace_id = ${ctx.workspaceId} and r.source_id = ${from.sourceId} and r.record > ${from.record}
          and exists (select from run_scope s where s.workspace_id = r.workspace_id and s.run_id = r.id and s.outcome = ${COLLECTION_OUTCOMES.complete})
        order by r.record desc limit 1`,
  );
  return later.rows[0]?.key ?? null;
}

async function readWaiting(tx: Transaction, ctx: Ctx, runId: number, seqs?: number[]): Promise<Waiting[]> {
  const rows = await tx.execute<Waiting>(
    sql`select q.seq, q.reason, q.record from ${WITH_REPLAY} where q.workspace_id = ${ctx.workspaceId} and q.run_id = ${runId} and q.record is not null
          and ${STATE_NOW} = ${QUARANTINE_STATES.waiting} and ${seqs === undefined ? sql`true` : sql`q.seq = any(${sql.param(seqs)}::int[])`} order by q.seq limit ${MAX_REPLAY}`,
  );
  return rows.rows;
}

async function saveReasons(
  tx: Transaction,
  ctx: Ctx,
  runId: number,
  still: readonly { seq: number; reason: string }[],
): Promise<void> {
  await withRows(
    tx,
    { seq: "int", reason: "text" },
    storable([...still]),
    (r) =>
      sql`update quarantine q set reason = r.reason from ${r} where q.workspace_id = ${ctx.workspaceId} and q.run_id = ${runId} and q.seq = r.seq`,
  );
}

/** A run of the usable records: no scope of it is complete, so it closes nothing. */
async function replayRun(
  tx: Transaction,
  ctx: Ctx,
  from: From,
  usable: readonly Extract<Judged, { text: string }>[],
): Promise<number> {
  const ws = ctx.workspaceId;
  const own = withinVerb(ctx);
  const { name } = await readSource(tx, ws, from.sourceId);
  // One record may have been set aside for several of its relations.
  const lines = [...new Set(usable.map((u) => u.text))];
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  const pageId = await savePage(tx, own, {
    path: `${name} (set aside in ${from.key}).ndjson`,
    mediaType: "application/x-ndjson",
    bytes,
    digest: sha256Hex(bytes),
    sourceId: from.sourceId,
  });
  const runId = await takeIds(tx, ws, "next_run", 1);
  await tx.insert(run).values({
    workspaceId: ws,
    id: runId,
    key: `run-${runId}`,
    sourceId: from.sourceId,
    state: RUN_STATES.queued,
    progress: collectedProgress(lines.length),
    stats: { replayOf: from.id },
  });
  await linkPages(tx, own, runId, [pageId]);
  await tx.execute(
    sql`insert into run_staging(workspace_id, run_id, seq, records, page_id, first_line) values (${ws}, ${runId}, 0, ${lines.length}, ${pageId}, 1)`,
  );
  await tx.execute(
    sql`update quarantine set state = ${QUARANTINE_STATES.replayed}, replay_run = ${runId} where workspace_id = ${ws} and run_id = ${from.id}
          and seq = any(${sql.param(usable.map((u) => u.seq))}::int[])`,
  );
  await emitAudit(tx, ctx, {
    action: "run.start",
    entity: "run",
    entityId: runId,
    detail: { sourceId: from.sourceId, replayOf: from.id },
  });
  await enqueueStage(tx, ws, runId, "reconcile");
  return runId;
}
