import { EventEmitter } from "node:events";
import { Worker as Thread } from "node:worker_threads";
import { makeWorkerUtils, type Runner, run as startRunner, type TaskList, type WorkerEvents } from "graphile-worker";
import { z } from "zod";
import { databasePool } from "@/db/client";
import { RUN_STATES } from "@/db/enums";
import { Stage } from "@/lib/domain/run";
import { reader, systemContext } from "@/lib/services/context";
import { keepingOf } from "@/lib/services/history/keeping";
import { cleaningDue, cleanUp } from "@/lib/services/history/upkeep";
import { beatAndReap, dropJobs, enqueueCleaning, enqueueStage, exhaustedJobs, stopBeating } from "@/lib/services/jobs";
import { failRun, finishRun, noteRestart, readRun, STAGE_ORDER } from "@/lib/services/run/run";
import { logger } from "./log";
import { STAGE_WORK } from "./run";
import { giveUpScan, scanDigest } from "./scan-digest";
import { closeScanPool } from "./scan-pool";
import { sentenceOf } from "./sentence";

/** A worker that has not beaten for so long is dead. FAULTLINE_ORPHAN_SECONDS shortens it where a restart must go on at once. */
const ORPHAN_SECONDS = 30;
const BEATS_PER_ORPHAN = 6;
/** A stage queues the next while its own still holds the workspace's queue, so most stages are found by polling: a second each would be ten times the work itself. */
const POLL_MS = 150;
const STOP_MS = 20_000;
const StagePayload = z.object({ workspaceId: z.number().int(), runId: z.number().int(), stage: Stage });
const WorkspacePayload = z.object({ workspaceId: z.number().int() });
const ScanPayload = z.object({ workspaceId: z.number().int(), digest: z.string() });

/** Creates or updates the job queue's own tables; part of `migrate`. */
export async function migrateQueue(): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: databasePool(), logger });
  try {
    await utils.migrate();
  } finally {
    await utils.release();
  }
}

type Tries = { tries: number; lastTry: boolean };

/**
 * Runs one stage and queues the next. A stage that throws is tried again by the queue (three tries in all); after the
 * last try the run is failed with a sentence and everything already known stays as it was.
 */
async function workStage(payload: unknown, { tries, lastTry }: Tries, signal: AbortSignal): Promise<void> {
  const { workspaceId, runId, stage } = StagePayload.parse(payload);
  const ctx = systemContext(workspaceId);
  const run = await readRun(reader(), workspaceId, runId);
  if (run.state !== RUN_STATES.queued && run.state !== RUN_STATES.running) return;
  try {
    if (tries > 1) await noteRestart(reader(), ctx, runId);
    const end = await STAGE_WORK[stage](ctx, runId, signal);
    if (end === "wait") return;
    const next = STAGE_ORDER[STAGE_ORDER.indexOf(stage) + 1];
    if (next) await enqueueStage(reader(), workspaceId, runId, next);
    else {
      await finishRun(ctx, runId);
      if (await cleaningDue(ctx)) await enqueueCleaning(reader(), workspaceId);
    }
  } catch (error) {
    const { sentence, final } = sentenceOf(error);
    if (lastTry || final) {
      await failRun(ctx, runId, stage, sentence);
      if (final) return;
    }
    throw error;
  }
}

const tasks: TaskList = {
  stage: (payload, helpers) =>
    workStage(
      payload,
      { tries: helpers.job.attempts, lastTry: helpers.job.attempts >= helpers.job.max_attempts },
      helpers.abortSignal ?? new AbortController().signal,
    ),
  scan: async (payload, helpers) => {
    const { workspaceId, digest } = ScanPayload.parse(payload);
    await scanDigest(systemContext(workspaceId), digest, helpers.job.attempts >= helpers.job.max_attempts);
  },
  clean,
};

/** What is older than the settings keep goes, in the queue of the workspace's stages, so that none of them runs beside it. */
async function clean(payload: unknown): Promise<void> {
  const { workspaceId } = WorkspacePayload.parse(payload);
  const gone = await cleanUp(systemContext(workspaceId), keepingOf(process.env));
  logger.info(
    `cleaned workspace ${workspaceId}: ${gone.pages} raw pages, ${gone.bodies} bodies, ${gone.partitions.length} partitions of history`,
  );
}

const DIED = "The worker ended abruptly each time it was tried: its memory or time may not suffice.";

/** A job whose last try died with its worker would leave its run waiting for ever: its run, or its file, is told instead. */
async function buryDeadJobs(): Promise<void> {
  const dead = await exhaustedJobs(reader());
  for (const job of dead) {
    if (job.task === "scan") {
      const { workspaceId, digest } = ScanPayload.parse(job.payload);
      await giveUpScan(systemContext(workspaceId), digest, DIED);
    } else if (job.task === "stage") {
      const { workspaceId, runId, stage } = StagePayload.parse(job.payload);
      const { state } = await readRun(reader(), workspaceId, runId);
      if (state === RUN_STATES.queued || state === RUN_STATES.running)
        await failRun(systemContext(workspaceId), runId, stage, DIED);
    }
  }
  if (dead.length > 0)
    await dropJobs(
      reader(),
      dead.map((job) => job.id),
    );
}

/** Whether the work ended in time, well or not. */
async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const ended = work.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
}

export type Worker = { stop(): Promise<void>; ended: Promise<void> };

function orphanMs(): number {
  const seconds = Number(process.env.FAULTLINE_ORPHAN_SECONDS || ORPHAN_SECONDS);
  return (Number.isFinite(seconds) && seconds >= 1 ? seconds : ORPHAN_SECONDS) * 1_000;
}

/** Beats from a thread of its own, since this one computes: a million assets are evaluated in one breath. */
function beatApart(ids: string[], everyMs: number): Thread {
  const url = process.env.DATABASE_URL;
  const thread = new Thread(new URL("./beat-thread.mjs", import.meta.url), {
    workerData: { url, ids, everyMs },
    execArgv: [],
  });
  thread.unref();
  // Without it the timer of this thread still beats.
  thread.on("error", (error) => logger.warn(sentenceOf(error).sentence));
  return thread;
}

/** Starts working: two jobs at once, a beat every few seconds so that others can tell a dead worker from a slow one. */
export async function startWorker(): Promise<Worker> {
  // Listening comes first: a worker that took its job before it was heard of would look dead and lose it.
  const events: WorkerEvents = new EventEmitter();
  const ids = new Set<string>();
  // Jobs are locked in the pool's name, not in that of the worker inside it.
  events.on("pool:create", ({ workerPool }) => ids.add(workerPool.id));
  const runner: Runner = await startRunner({
    pgPool: databasePool(),
    taskList: tasks,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: POLL_MS,
    logger,
    events,
  });
  const beat = async () => {
    const freed = await beatAndReap(reader(), [...ids], orphanMs());
    if (freed.length > 0) logger.info(`freed the jobs of ${freed.length} dead worker${freed.length === 1 ? "" : "s"}`);
    await buryDeadJobs();
  };
  const timer = setInterval(
    () => void beat().catch((error: unknown) => logger.warn(sentenceOf(error).sentence)),
    orphanMs() / BEATS_PER_ORPHAN,
  );
  await beat();
  const beating = beatApart([...ids], orphanMs() / BEATS_PER_ORPHAN);
  return {
    ended: runner.promise,
    async stop() {
      clearInterval(timer);
      // A job that does not end is left to whoever finds this worker silent: stopping must not hang on it.
      if (!(await endsWithin(runner.stop(), STOP_MS)))
        logger.warn(`A job did not end within ${STOP_MS / 1_000} seconds of the stop; another worker takes it up.`);
      closeScanPool();
      await beating.terminate();
      await stopBeating(reader(), [...ids]).catch(() => {});
    },
  };
}
