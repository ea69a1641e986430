import { Readable } from "node:stream";
import { sql } from "drizzle-orm";
import { RUN_STATES, STAGES } from "@/db/enums";
import { end, sleep, spawnWorker } from "@/lib/pipeline/testing/processes";
import { type Ctx, reader, systemContext } from "@/lib/services/context";
import { completePush } from "@/lib/services/push/complete";
import { receiveBytes } from "@/lib/services/push/receive";
import { startPush } from "@/lib/services/push/start";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { Draw } from "../estate/draw";
import { ndjson } from "../estate/ndjson";
import { Snapshot } from "../estate/snapshot";
import type { OwnServer } from "./own-server";
import { factsOf, wholeOf } from "./state";

type Victim = "worker" | "backend" | "server";
type Point = { ms: number } | { stage: keyof typeof STAGES; ms: number };
export type Round = {
  victim: Victim;
  point: Point;
  /** Where the run stood when the blow fell. */
  at: string;
  /** What was wrong afterwards; empty = nothing. */
  wrong: string[];
  restarts: number;
};

const SIZE = 1_000;
const SETTLE_MS = 180_000;
/** Long enough for a busy machine: a living worker must not look dead. */
const ORPHAN_SECONDS = 2;
const STAGE_POINTS = ["reconcile", "link", "evaluate", "rank", "notify"] as const;

/** A query that a lost database may fail: it is asked again until the database is back. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries > 200) throw error;
      await sleep(50);
    }
  }
}

type RunNow = { state: number; stage: number | null; error: string | null; restarts: number };

async function runNow(ctx: Ctx, runId: number): Promise<RunNow> {
  const { rows } = await reader().execute<RunNow>(
    sql`select state, stage, error, coalesce((stats->>'restarts')::int, 0) as restarts from run where workspace_id = ${ctx.workspaceId} and id = ${runId}`,
  );
  return rows[0] ?? { state: 0, stage: null, error: "there is no such run", restarts: 0 };
}

const texts = [0, 1].map((wave) => [...ndjson(new Snapshot(SIZE, wave))].join(""));

/** Pushes one of the two snapshots as a new run and answers its id. */
async function push(ctx: Ctx, wave: number, key: string): Promise<number> {
  const bytes = Buffer.from(texts[wave] ?? "");
  const { id } = await startPush(ctx, { source: "made", key });
  await receiveBytes(ctx, id, { offset: 0, bytes: Readable.from([bytes]) });
  await completePush(ctx, id, { bytes: bytes.length });
  const { rows } = await reader().execute<{ run_id: number }>(
    sql`select run_id from push_upload where workspace_id = ${ctx.workspaceId} and id = ${id}`,
  );
  return rows[0]?.run_id ?? 0;
}

const ACTIVE: readonly number[] = [RUN_STATES.queued, RUN_STATES.running];

/** One worker process that is started again whenever it has ended, as whoever keeps it would. */
class Kept {
  private worker: ReturnType<typeof spawnWorker>;

  constructor(private readonly url: string) {
    this.worker = spawnWorker(url, ORPHAN_SECONDS);
  }

  keep(): void {
    if (this.worker.child.exitCode !== null || this.worker.child.signalCode !== null)
      this.worker = spawnWorker(this.url, ORPHAN_SECONDS);
  }

  async kill(): Promise<void> {
    await end(this.worker.child, "SIGKILL");
    this.worker = spawnWorker(this.url, ORPHAN_SECONDS);
  }

  stop(): Promise<void> {
    return end(this.worker.child, "SIGKILL");
  }
}

async function settled(ctx: Ctx, runId: number, kept: Kept): Promise<RunNow> {
  const until = Date.now() + SETTLE_MS;
  for (;;) {
    kept.keep();
    const now = await patiently(() => runNow(ctx, runId));
    if (!ACTIVE.includes(now.state) || Date.now() > until) return now;
    await sleep(40);
  }
}

/** A point of the run: some time after its start, or some time after it entered a stage. */
async function reach(ctx: Ctx, runId: number, point: Point): Promise<void> {
  const wanted = "stage" in point ? STAGES[point.stage] : null;
  for (;;) {
    const now = await runNow(ctx, runId);
    if (!ACTIVE.includes(now.state)) return;
    if (now.state === RUN_STATES.running && (wanted === null || (now.stage ?? 0) >= wanted)) break;
    await sleep(3);
  }
  await sleep(point.ms);
}

const VICTIMS: readonly Victim[] = ["worker", "worker", "backend", "worker", "server"];

const differing = (a: Record<string, string>, b: Record<string, string>) =>
  Object.keys(a).filter((part) => a[part] !== b[part]);

/**
 * Alternates two snapshots of one source, and kills the real worker, a database backend or the whole database with -9 at a
 * random point of every run; by `seed` the same points again. After each blow the facts must be those of before the run or
 * of after it, nothing between; at its end everything must equal the same sequence undisturbed.
 */
export async function killRounds(server: OwnServer, count: number, seed: number): Promise<Round[]> {
  const draw = new Draw(seed);
  const kept = new Kept(server.url);
  try {
    const calm = systemContext((await ensureWorkspace(`calm-${seed}`, "Calm")).id);
    const rough = systemContext((await ensureWorkspace(`rough-${seed}`, "Rough")).id);
    const facts: Record<string, string>[] = [];
    const whole: Record<string, string>[] = [];
    // Twice around: what is only ever so at first (nothing gone yet) is behind then.
    for (let n = 0; n < 4; n++) {
      const done = await settled(calm, await push(calm, n % 2, `calm-${n}`), kept);
      if (done.state !== RUN_STATES.applied) throw new Error(`Undisturbed run ${n} did not end well: ${done.error}`);
      facts[n % 2] = await factsOf(calm);
      whole[n % 2] = await wholeOf(calm);
      await settled(rough, await push(rough, n % 2, `rough-${n}`), kept);
    }
    const done: Round[] = [];
    for (let n = 0; n < count; n++) {
      const victim = VICTIMS[n % VICTIMS.length] ?? "worker";
      const stage = STAGE_POINTS[draw.below(STAGE_POINTS.length)] ?? "reconcile";
      const point: Point = draw.next() < 0.5 ? { ms: draw.below(900) } : { stage, ms: draw.below(120) };
      const wave = n % 2;
      const runId = await patiently(() => push(rough, wave, `rough-${n + 4}`));
      await reach(rough, runId, point);
      const at = await runNow(rough, runId);
      if (victim === "worker") await kept.kill();
      else if (victim === "backend") await server.killBackend();
      else await server.killServer();
      const wrong: string[] = [];
      const between = await patiently(() => factsOf(rough));
      const [before, after] = [facts[1 - wave] ?? {}, facts[wave] ?? {}];
      if (differing(between, before).length > 0 && differing(between, after).length > 0)
        wrong.push(`after the blow neither the old nor the new facts stood: ${differing(between, after).join(", ")}`);
      const last = await settled(rough, runId, kept);
      if (last.state !== RUN_STATES.applied) wrong.push(`the run ended in state ${last.state}: ${last.error}`);
      const parts = differing(await patiently(() => wholeOf(rough)), whole[wave] ?? {});
      if (parts.length > 0) wrong.push(`the end differs from an undisturbed run in ${parts.join(", ")}`);
      done.push({ victim, point, at: `state ${at.state}, stage ${at.stage}`, wrong, restarts: last.restarts });
    }
    return done;
  } finally {
    await kept.stop();
  }
}
