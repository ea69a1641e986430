import { renameSync, rmSync } from "node:fs";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAssets } from "@/lib/services/asset/list-assets";
import type { Ctx } from "@/lib/services/context";
import { listRisks } from "@/lib/services/risk/list-risks";
import { releaseRun } from "@/lib/services/run/run";
import { getRun } from "@/lib/services/run/view";
import { getSources } from "@/lib/services/source/view";
import { cleanWeights, type TestEstate, writeEstate } from "./testing/estate";
import { again, connect, freshWorkspace, rows, settle, word } from "./testing/rig";
import { startWorker, type Worker } from "./worker";

let worker: Worker;
let estate: TestEstate;
beforeAll(async () => {
  worker = await startWorker();
  estate = writeEstate();
});
afterAll(async () => {
  await worker.stop();
  estate.remove();
});

const openNames = async (ctx: Ctx) =>
  (
    await rows<{ name: string }>(
      sql`select name from asset where workspace_id = ${ctx.workspaceId} and closed_record is null and kind = 1 order by name`,
    )
  ).map((r) => r.name);

describe("a folder", () => {
  let ctx: Ctx;
  let sourceId = 0;
  beforeAll(async () => {
    ctx = await freshWorkspace("folder");
    ({ sourceId } = await connect(ctx, "folder", { path: `${estate.root}/models`, label: "store" }));
  });

  it("that is missing fails with its reason and closes nothing", async () => {
    const before = await openNames(ctx);
    const risks = (await listRisks(ctx, {})).total;
    expect(before).toHaveLength(2);
    renameSync(`${estate.root}/models`, `${estate.root}/moved`);
    const run = await again(ctx, sourceId);
    renameSync(`${estate.root}/moved`, `${estate.root}/models`);
    const detail = await getRun(ctx, run.id);
    expect(detail.scopes.map((s) => s.outcome)).toEqual(["failed", "failed", "failed"]);
    expect(detail.scopes[0]?.reason).toBe("The folder cannot be read: it is not there. Check the path of this source.");
    expect(detail.stats.assetsGone).toBe(0);
    expect(await openNames(ctx)).toEqual(before);
    expect((await listRisks(ctx, {})).total).toBe(risks);
    const source = (await getSources(ctx)).sources.find((s) => s.id === sourceId);
    expect(source).toMatchObject({ state: "failed", stateWords: "No answer" });
  });

  it("that may not be read is denied and closes nothing", async (t) => {
    if (process.getuid?.() !== 0 || !process.seteuid) return t.skip("needs root, to become somebody who may not read");
    const before = await openNames(ctx);
    process.seteuid(65_534);
    let run: Awaited<ReturnType<typeof again>>;
    try {
      run = await again(ctx, sourceId);
    } finally {
      process.seteuid(0);
    }
    const detail = await getRun(ctx, run.id);
    expect(detail.scopes.map((s) => s.outcome)).toEqual(["denied", "denied", "denied"]);
    expect(detail.scopes[0]?.reason).toMatch(/permission is denied.*Give the worker's user the right to read it/);
    expect(await openNames(ctx)).toEqual(before);
  });

  it("that is complete again closes what left it, and the risk with it", async () => {
    const badModel = estate.names.bad;
    expect((await listRisks(ctx, { rule: "MODEL-001" })).total).toBe(1);
    rmSync(`${estate.root}/models/${badModel}`, { recursive: true });
    const run = await again(ctx, sourceId);
    expect([run.state, run.stats.assetsGone]).toEqual(["applied", 2]);
    expect(await openNames(ctx)).toEqual([estate.names.clean]);
    expect((await listRisks(ctx, { rule: "MODEL-001" })).total).toBe(0);
    expect((await listRisks(ctx, { rule: "MODEL-001", status: "closed" })).total).toBe(1);
    expect((await listAssets(ctx, { q: badModel })).rows).toEqual([]);
  });

  it("shows a model that came back as the asset it was", async () => {
    const was = await rows<{ id: number; ext_key: string }>(
      sql`select id, ext_key from asset where workspace_id = ${ctx.workspaceId} and name = ${estate.names.clean} and kind = 1`,
    );
    renameSync(`${estate.root}/models/${estate.names.clean}`, `${estate.root}/away`);
    await again(ctx, sourceId);
    expect(await openNames(ctx)).toEqual([]);
    renameSync(`${estate.root}/away`, `${estate.root}/models/${estate.names.clean}`);
    const run = await again(ctx, sourceId);
    expect(run.state).toBe("applied");
    const is = await rows(
      sql`select id, ext_key from asset where workspace_id = ${ctx.workspaceId} and name = ${estate.names.clean} and kind = 1`,
    );
    expect(is).toEqual(was);
    expect(await openNames(ctx)).toEqual([estate.names.clean]);
  });
});

it("closes nothing in a scope that lost a record", async () => {
  const ctx = await freshWorkspace("partial");
  const ref = word();
  const file = `${word()}.json`;
  const part = (name: string) => ({ type: "machine-learning-model", "bom-ref": name, name, version: "1" });
  const doc = (components: object[]) =>
    JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components });
  const [kept, left] = [word(), word()];
  estate.put(file, doc([part(kept), part(left)]));
  const { sourceId } = await connect(ctx, "document", { path: `${estate.root}/${file}`, label: "d.json" });
  expect(await openNames(ctx)).toEqual([kept, left].sort());
  // One record of two under a single ref cannot be used: the document is then known in part only.
  estate.put(file, doc([part(kept), { ...part(kept), name: ref }]));
  const partial = await again(ctx, sourceId);
  const detail = await getRun(ctx, partial.id);
  expect(detail.scopes.map((s) => s.outcome)).toEqual(["partial"]);
  expect(detail.quarantined).toEqual([
    { path: "d.json", pointer: "/components/1", reason: expect.stringContaining("bom-ref") },
  ]);
  expect(await openNames(ctx)).toContain(left);
  estate.put(file, doc([part(kept)]));
  const complete = await again(ctx, sourceId);
  expect(complete.stats.assetsGone).toBe(1);
  expect(await openNames(ctx)).toEqual([kept]);
});

it("holds a run that would close too much, until a person lets it pass", async () => {
  const ctx = await freshWorkspace("held");
  const folder = word();
  for (let i = 0; i < 60; i++) estate.put(`${folder}/m${i}/model.safetensors`, cleanWeights());
  const { sourceId } = await connect(ctx, "folder", { path: `${estate.root}/${folder}`, label: "many" });
  expect(await openNames(ctx)).toHaveLength(60);
  for (let i = 0; i < 59; i++) rmSync(`${estate.root}/${folder}/m${i}`, { recursive: true });
  const held = await again(ctx, sourceId);
  expect(held.state).toBe("held");
  expect(held.error).toMatch(/^This run would close \d+ of \d+ assets/);
  expect(await openNames(ctx)).toHaveLength(60);
  expect((await getSources(ctx)).sources[0]).toMatchObject({ state: "held" });
  await expect(releaseRun({ ...ctx, role: "engineer" }, held.id)).rejects.toMatchObject({ code: "forbidden" });
  await releaseRun(ctx, held.id);
  const passed = await settle(ctx);
  expect([passed.id, passed.state]).toEqual([held.id, "applied"]);
  expect(await openNames(ctx)).toEqual(["m59"]);
  await expect(releaseRun(ctx, held.id)).rejects.toMatchObject({ code: "conflict" });
});

it("shows every record it could not use, with its place and why", async () => {
  const ctx = await freshWorkspace("aside");
  const file = `${word()}.json`;
  const [a, b] = [word(), word()];
  estate.put(
    file,
    JSON.stringify({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      version: 1,
      components: [
        { type: "machine-learning-model", "bom-ref": a, name: a, version: "1", licenses: [{ license: { id: b } }] },
        7,
        { type: "machine-learning-model", "bom-ref": "nameless" },
      ],
      dependencies: [{ ref: a, dependsOn: ["nowhere"] }],
    }),
  );
  const { run } = await connect(ctx, "document", { path: `${estate.root}/${file}`, label: "d.json" });
  expect(run.state).toBe("applied");
  const { quarantined, stats } = await getRun(ctx, run.id);
  expect(stats.quarantined).toBe(quarantined.length);
  const at = (pointer: string) => quarantined.filter((q) => q.pointer.startsWith(pointer)).map((q) => q.reason);
  expect(at("/components/1")).toEqual([expect.stringMatching(/\S/)]);
  expect(at("/components/2")).toEqual([expect.stringMatching(/name/)]);
  expect(at("/dependencies/0")).toEqual([expect.stringContaining("nowhere")]);
  expect(await openNames(ctx)).toEqual([a]);
});
