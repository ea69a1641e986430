import { sql } from "drizzle-orm";
import { afterEach, beforeAll, expect, inject, it } from "vitest";
import { RUN_STATES, SCAN_STATES, STAGES } from "@/db/enums";
import { type Ctx, reader } from "@/lib/services/context";
import { readRun } from "@/lib/services/run/run";
import { createSource } from "@/lib/services/source/source";
import { scanDigest } from "./scan-digest";
import { maliciousTorch, type TestEstate, writeEstate } from "./testing/estate";
import { end, sleep, spawnWorker } from "./testing/processes";
import { connect, freshWorkspace, rows, settle, stateOf, withWorker } from "./testing/rig";

let estate: TestEstate;
let undisturbed: Awaited<ReturnType<typeof stateOf>>;
beforeAll(async () => {
  estate = writeEstate();
  for (let i = 0; i < 12; i++) estate.put(`models/more-${i}/pytorch_model.bin`, maliciousTorch());
  undisturbed = await withWorker(async () => {
    const ctx = await freshWorkspace("calm");
    await connect(ctx, "folder", { path: estate.root, label: "all", host: estate.names.host }, "Estate");
    return comparable(ctx);
  });
  return () => estate.remove();
});

/** Times of the wall clock differ between any two runs: due dates and ages follow from them. */
async function comparable(ctx: Ctx) {
  const state = await stateOf(ctx);
  return { ...state, risks: state.risks?.map((r) => ({ ...(r as object), due_at: null })) ?? [] };
}

const running: ReturnType<typeof spawnWorker>[] = [];
afterEach(async () => {
  for (const worker of running.splice(0)) await end(worker.child, "SIGKILL");
});
function start() {
  const worker = spawnWorker(inject("databaseUrl"));
  running.push(worker);
  return worker;
}

const create = (ctx: Ctx) =>
  createSource(ctx, {
    name: "Estate",
    connector: "folder",
    config: { path: estate.root, label: "all", host: estate.names.host },
  });

it.each([1, 2, 3, 4, 5, 6])(
  "ends with the same state though its worker was killed in the middle (round %i)",
  async () => {
    const ctx = await freshWorkspace("killed");
    const { runId } = await create(ctx);
    const first = start();
    // From the first sign of work on, at any moment of the run.
    for (;;) {
      const { state } = await readRun(reader(), ctx.workspaceId, runId);
      if (state !== RUN_STATES.queued) break;
      expect(first.child.exitCode).toBeNull();
      await sleep(5);
    }
    await sleep(Math.random() * 900);
    await end(first.child, "SIGKILL");
    const at = await readRun(reader(), ctx.workspaceId, runId);
    start();
    const run = await settle(ctx, 60_000);
    expect([at.state, at.stage, run.state, run.error]).toEqual([at.state, at.stage, "applied", null]);
    expect(await comparable(ctx)).toEqual(undisturbed);
  },
);

it("goes on when the worker died between the last verdict and telling the run", async () => {
  const ctx = await freshWorkspace("last-word");
  const { runId } = await create(ctx);
  const digest = estate.digests.bad;
  await reader().execute(
    sql`update run set state = ${RUN_STATES.running}, stage = ${STAGES.scan} where workspace_id = ${ctx.workspaceId} and id = ${runId}`,
  );
  await reader().execute(
    sql`insert into scan(workspace_id, digest, state, run_id, engine, ruleset) values (${ctx.workspaceId}, ${digest}, ${SCAN_STATES.done}, ${runId}, 'e', 'r')`,
  );
  const jobs = () =>
    rows(sql`select 1 from graphile_worker.jobs where key = ${`run/${ctx.workspaceId}/${runId}/link`}`);
  expect(await jobs()).toHaveLength(0);
  await scanDigest(ctx, digest, false);
  expect(await jobs()).toHaveLength(1);
  await reader().execute(sql`delete from graphile_worker._private_jobs where key like ${`run/${ctx.workspaceId}/%`}`);
});

it("fails the run with a sentence when its worker dies at every try", async () => {
  const ctx = await freshWorkspace("deadly");
  const { runId } = await create(ctx);
  // What a third kill -9 leaves behind: a locked job without a try left.
  await reader().execute(
    sql`update graphile_worker._private_jobs set attempts = max_attempts, locked_at = now() - interval '1 minute', locked_by = 'gone' where key = ${`run/${ctx.workspaceId}/${runId}/collect`}`,
  );
  start();
  const run = await settle(ctx, 30_000);
  expect(run.state).toBe("failed");
  expect(run.error).toBe(
    "Collect: The worker ended abruptly each time it was tried: its memory or time may not suffice.",
  );
});

it("gives one deadly file up and goes on with the rest", async () => {
  const ctx = await freshWorkspace("deadly-file");
  const { runId } = await create(ctx);
  await withWorker(() => settle(ctx));
  const digest = estate.digests.bad;
  await reader().execute(
    sql`update scan set state = ${SCAN_STATES.running}, verdict = null, result = null where workspace_id = ${ctx.workspaceId} and digest = ${digest}`,
  );
  await reader().execute(
    sql`update run set state = ${RUN_STATES.running}, stage = ${STAGES.scan}, ended_at = null where workspace_id = ${ctx.workspaceId} and id = ${runId}`,
  );
  await reader().execute(
    sql`select graphile_worker.add_job('scan', json_build_object('workspaceId', ${ctx.workspaceId}::int, 'digest', ${digest}::text), max_attempts => 2, job_key => ${`scan/${ctx.workspaceId}/${digest}`})`,
  );
  await reader().execute(
    sql`update graphile_worker._private_jobs set attempts = 2, locked_at = now() - interval '1 minute', locked_by = 'gone' where key = ${`scan/${ctx.workspaceId}/${digest}`}`,
  );
  start();
  const run = await settle(ctx, 30_000);
  expect([run.state, run.error]).toEqual(["applied", null]);
  const [scan] = await rows<{ verdict: string; reasons: string[] }>(
    sql`select result->>'verdict' as verdict, result->'reasons' as reasons from scan where workspace_id = ${ctx.workspaceId} and digest = ${digest}`,
  );
  expect(scan?.verdict).toBe("error");
  expect(scan?.reasons[0]).toMatch(/ended abruptly/);
});

it("lets two sources that wait for the same bytes both go on", async () => {
  const ctx = await freshWorkspace("shared");
  const config = { path: `${estate.root}/models` };
  await createSource(ctx, { name: "a", connector: "folder", config: { ...config, label: "a" } });
  await createSource(ctx, { name: "b", connector: "folder", config: { ...config, label: "b" } });
  await withWorker(() => settle(ctx, 60_000));
  const states = await rows(sql`select state, error from run where workspace_id = ${ctx.workspaceId} order by id`);
  expect(states).toEqual([1, 2].map(() => ({ state: RUN_STATES.applied, error: null })));
});
