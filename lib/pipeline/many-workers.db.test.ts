import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { RUN_STATES } from "@/db/enums";
import { type Ctx, reader } from "@/lib/services/context";
import { readRun } from "@/lib/services/run/run";
import { createSource } from "@/lib/services/source/source";
import { maliciousTorch, type TestEstate, writeEstate } from "./testing/estate";
import { end, sleep, spawnWorker } from "./testing/processes";
import { connect, freshWorkspace, rows, settle, stateOf, withWorker } from "./testing/rig";

let estate: TestEstate;
let undisturbed: Awaited<ReturnType<typeof comparable>>;
const workers: ReturnType<typeof spawnWorker>[] = [];

const config = () => ({ path: estate.root, label: "all", host: estate.names.host });

/** Times of the wall clock differ between any two runs: due dates and ages follow from them. */
async function comparable(ctx: Ctx) {
  const state = await stateOf(ctx);
  return { ...state, risks: state.risks?.map((r) => ({ ...(r as object), due_at: null })) ?? [] };
}

beforeAll(async () => {
  estate = writeEstate();
  for (let i = 0; i < 6; i++) estate.put(`models/more-${i}/pytorch_model.bin`, maliciousTorch());
  undisturbed = await withWorker(async () => {
    const ctx = await freshWorkspace("alone");
    await connect(ctx, "folder", config(), "Estate");
    return comparable(ctx);
  });
});
afterAll(async () => {
  for (const worker of workers) await end(worker.child, "SIGKILL");
  estate.remove();
});

const beats = () => rows<{ worker_id: string }>(sql`select worker_id from worker_beat`);
/** Locks of nobody who beats: such a job would be taken from a living worker. */
const strayLocks = () =>
  rows(
    sql`select locked_by from graphile_worker._private_jobs where locked_by is not null and locked_by not in (select worker_id from worker_beat)`,
  );

it("shares the runs of several workspaces among four workers, and loses nothing when one is killed in the middle", async () => {
  for (let i = 0; i < 4; i++) workers.push(spawnWorker(inject("databaseUrl"), 3));
  for (let i = 0; i < 600 && (await beats()).length < 4; i++) await sleep(100);
  expect((await beats()).length).toBeGreaterThanOrEqual(4);
  const all: { ctx: Ctx; runId: number }[] = [];
  for (let i = 0; i < 4; i++) {
    const ctx = await freshWorkspace(`shared-${i}`);
    const { runId } = await createSource(ctx, { name: "Estate", connector: "folder", config: config() });
    all.push({ ctx, runId });
  }
  const started = async () =>
    Promise.all(
      all.map(async ({ ctx, runId }) => (await readRun(reader(), ctx.workspaceId, runId)).state !== RUN_STATES.queued),
    );
  let stray: unknown[] = [];
  while (!(await started()).some(Boolean)) {
    stray = [...stray, ...(await strayLocks())];
    await sleep(10);
  }
  stray = [...stray, ...(await strayLocks())];
  expect(stray).toEqual([]);
  const [victim] = workers;
  if (victim) await end(victim.child, "SIGKILL");
  for (const { ctx } of all) {
    const run = await settle(ctx, 100_000);
    expect([run.state, run.error]).toEqual(["applied", null]);
    expect(await comparable(ctx)).toEqual(undisturbed);
  }
});
