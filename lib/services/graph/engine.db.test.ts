import type { Worker } from "node:worker_threads";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, databasePool } from "@/db/client";
import { Engine } from "@/lib/engine/engine";
import { loadSnapshot } from "@/lib/engine/load";
import { refreshSnapshot } from "@/lib/engine/refresh";
import { SnapshotStore } from "@/lib/engine/store";
import { snapshotBytes } from "@/lib/graph/csr/snapshot";
import { type MadeEdge, seeded, shapeOf } from "@/lib/graph/csr/testing/made-graph";
import { freshWorkspace, rows } from "@/lib/pipeline/testing/rig";
import { type Ctx, reader } from "../context";
import { readiness } from "../workspace/ready";
import { askGraph, graphMoment } from "./ask";
import { graphCounts } from "./counts";
import { graphEngine } from "./engine";
import { insertEdges, insertMadeEstate, publishMade } from "./testing/made-estate";

const SEED = 1 + Math.floor(Math.random() * 1_000_000);
let ctx: Ctx;
let ids: number[];
let edges: MadeEdge[];
beforeAll(async () => {
  ctx = await freshWorkspace("engine");
  ({ ids, edges } = await insertMadeEstate(ctx, SEED, 800));
});
afterAll(async () => {
  await graphEngine().close();
  await closeDatabase();
});

/** The thread of an engine, to end it as a crash would. */
const threadOf = (engine: Engine) => (engine as unknown as { worker: Worker | null }).worker;

async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const got = await ask();
    if (got !== null) return got;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error("it never came");
}

describe("a refresh by what the log lists", () => {
  it("equals a fresh load after any commits: edges come and go, under one source or two, assets change and are added", async () => {
    const pool = databasePool();
    const next = seeded(SEED);
    const pick = <T>(from: readonly T[]) => from[Math.floor(next() * from.length)] as T;
    let held = await loadSnapshot(pool, ctx.workspaceId, { renumber: true });
    for (let round = 0; round < 8; round++) {
      const gone = Array.from({ length: 15 }, () => pick(edges));
      const onlyFirst = gone.slice(0, 5);
      for (const e of gone)
        await reader().execute(
          sql`delete from edge where workspace_id = ${ctx.workspaceId} and src = ${e.src} and kind = ${e.kind} and dst = ${e.dst} and ${onlyFirst.includes(e) ? sql`source_id = 1` : sql`true`}`,
        );
      const id = Math.max(...ids) + 1 + round;
      await reader().execute(
        sql`insert into asset(workspace_id, id, first_record, changed_record, h, kind, subtype, ext_key, name) values (${ctx.workspaceId}, ${id}, 1, 1, 0, 7, 'bucket', ${`new:${id}`}, 'new')`,
      );
      const added = [
        ...Array.from({ length: 10 }, () => ({ src: pick(ids), kind: 9 * 16, dst: pick(ids) })),
        { src: id, kind: 8 * 16, dst: pick(ids) },
        { src: pick(ids), kind: 13 * 16, dst: id },
      ];
      await insertEdges(ctx, added, 2);
      const changed = pick(ids);
      await reader().execute(
        sql`update asset set closed_record = 1, data_scored = 4 where workspace_id = ${ctx.workspaceId} and id = ${changed}`,
      );
      await publishMade(ctx, [
        ...gone.map((e) => ({ op: 2, ...e })),
        ...added.map((e) => ({ op: 1, ...e })),
        { op: 3, src: changed },
        { op: 3, src: id },
      ]);
      // Every other round the log is followed over two commits at once.
      if (round % 2 === 0) continue;
      const before = held;
      held = await refreshSnapshot(pool, held);
      const fresh = await loadSnapshot(pool, ctx.workspaceId);
      expect([SEED, shapeOf(held)]).toEqual([SEED, shapeOf(fresh)]);
      expect(held.version).toBe(before.version + 2);
    }
  });

  it("reads all anew where the log was cut, says so, or lists an asset that has no row", async () => {
    const pool = databasePool();
    const held = await loadSnapshot(pool, ctx.workspaceId);
    const [a = 0, b = 0] = ids;
    await insertEdges(ctx, [{ src: a, kind: 9 * 16, dst: b }], 1);
    const version = await publishMade(ctx, [{ op: 0, src: 0 }]);
    const anew = await refreshSnapshot(pool, held);
    expect([anew.version, shapeOf(anew)]).toEqual([version, shapeOf(await loadSnapshot(pool, ctx.workspaceId))]);
    await publishMade(ctx, [{ op: 3, src: a }]);
    await rows(sql`delete from graph_change where workspace_id = ${ctx.workspaceId}`);
    expect((await refreshSnapshot(pool, anew)).version).toBe(version + 1);
    await publishMade(ctx, [{ op: 3, src: 2_000_000 }]);
    expect((await refreshSnapshot(pool, anew)).version).toBe(version + 2);
    const same = await loadSnapshot(pool, ctx.workspaceId);
    expect(await refreshSnapshot(pool, same)).toBe(same);
  });

  it("reaches the next question, and a held graph by a notice alone", async () => {
    const [a = 0] = ids;
    const before = await graphCounts(ctx, a);
    expect(before.stamp).toMatchObject({ partial: false, version: (await graphMoment(ctx)).version });
    const id = 5_000;
    await reader().execute(
      sql`insert into asset(workspace_id, id, first_record, changed_record, h, kind, subtype, ext_key, name) values (${ctx.workspaceId}, ${id}, 1, 1, 0, 7, 'endpoint', 'late', 'late')`,
    );
    await insertEdges(ctx, [{ src: id, kind: 9 * 16, dst: a }]);
    const version = await publishMade(ctx, [
      { op: 3, src: id },
      { op: 1, src: id, dst: a, kind: 9 * 16 },
    ]);
    const after = await graphCounts(ctx, a);
    expect(after).toEqual({
      ...before,
      downstream: before.downstream + 1,
      usedBy: before.usedBy + 1,
      stamp: { ...before.stamp, version },
    });
    const later = await publishMade(ctx, [{ op: 3, src: a }]);
    await reader().execute(sql`select pg_notify('faultline_graph', ${`${ctx.workspaceId}:${later}`})`);
    await until(
      async () =>
        (await graphEngine().status()).find((s) => s.workspaceId === ctx.workspaceId && s.version === later) ?? null,
    );
  });
});

describe("without a graph at hand", () => {
  it("the database answers alike while the thread is down, flagged partial, and the thread comes back", async () => {
    const said: string[] = [];
    const engine = new Engine({ url: process.env.DATABASE_URL ?? "", budgetBytes: 1e9, pollMs: 5_000 }, (s) =>
      said.push(s),
    );
    const own = graphEngine();
    const slot = globalThis as unknown as Record<symbol, { engine: Engine }>;
    const key = Symbol.for("faultline.graph-engine");
    const kept = slot[key];
    slot[key] = { ...kept, engine } as { engine: Engine };
    try {
      const root = ids[3] ?? 0;
      const questions = [
        { kind: "counts", id: root },
        { kind: "blast", id: root, limit: 5 },
        { kind: "rows", id: root, purpose: "impact", direction: "in", maxDepth: 4, limit: 30 },
        { kind: "path", from: ids.at(-1) ?? 0, to: root, over: "any" },
        { kind: "recall", id: root, after: null, limit: 5, ids: true },
      ] as const;
      const whole = [];
      for (const q of questions) whole.push(await askGraph(ctx, q));
      expect(whole.map((w) => w.stamp.partial)).toEqual(questions.map(() => false));
      const thread = threadOf(engine);
      const pending = engine.ask(ctx.workspaceId, { kind: "metrics" }, { wanted: null, waitMs: 0, limitMs: null });
      await thread?.terminate();
      // A question that was under way gets its sentence, and none is left waiting.
      expect(await pending).toMatchObject({ answered: false, sentence: expect.stringContaining("started again") });
      const partly = [];
      for (const q of questions.slice(0, 3)) partly.push(await askGraph(ctx, q));
      expect(partly.map((p) => p.stamp.partial)).toContain(true);
      expect(partly.map((p) => p.answer)).toEqual(whole.slice(0, 3).map((w) => w.answer));
      expect(said).toEqual([
        expect.stringMatching(/^The graph engine stopped \(it ended with 1\) and is started again\.$/),
      ]);
      await until(async () => ((await askGraph(ctx, questions[0])).stamp.partial ? null : true));
      expect(threadOf(engine)).not.toBe(thread);
    } finally {
      await engine.close();
      slot[key] = kept as { engine: Engine };
    }
    expect(graphEngine()).toBe(own);
  });

  it("a graph over the budget is refused in words, and so is a workspace that is not there", async () => {
    const store = new SnapshotStore(databasePool(), 1_000);
    const moment = await graphMoment(ctx);
    const got = await store.get(ctx.workspaceId, moment, 10_000);
    expect(got).toMatchObject({
      snapshot: null,
      refused: true,
      sentence: expect.stringMatching(
        /^The graph of workspace \d+ takes \d+ kB or more, and FAULTLINE_GRAPH_BYTES allows 1 kB\.$/,
      ),
    });
    expect(store.status()).toEqual([]);
    expect(await store.get(9_999_999, null, 10_000)).toMatchObject({
      sentence: "Workspace 9999999 does not exist.",
      refused: false,
    });
  });

  it("a database that is away is a sentence, never a crash", async () => {
    const engine = new Engine({ url: "postgresql://nobody@127.0.0.1:9/none", budgetBytes: 1e9, pollMs: 100 }, () => {});
    const outcome = await engine.ask(1, { kind: "counts", id: 1 }, { wanted: null, waitMs: 5_000, limitMs: 20_000 });
    expect(outcome).toMatchObject({ answered: false, sentence: expect.stringContaining("ECONNREFUSED") });
    expect(threadOf(engine)).not.toBeNull();
    await engine.close();
  });
});

describe("the byte budget", () => {
  it("drops the graph that was asked least recently, and reads it again when it is asked", async () => {
    const others = [await freshWorkspace("engine-b"), await freshWorkspace("engine-c")];
    for (const other of others) await insertMadeEstate(other, SEED + 1, 800);
    const all = [ctx, ...others].map((c) => c.workspaceId);
    const sizes = [];
    for (const ws of all) sizes.push(snapshotBytes(await loadSnapshot(databasePool(), ws)).total);
    const store = new SnapshotStore(databasePool(), Math.max(...sizes) * 2.5);
    const held = () =>
      store
        .status()
        .map((s) => all.indexOf(s.workspaceId))
        .sort();
    for (const ws of all.slice(0, 2)) await store.get(ws, null, 10_000);
    await store.get(all[0] ?? 0, null, 10_000);
    await store.get(all[2] ?? 0, null, 10_000);
    expect(held()).toEqual([0, 2]);
    expect((await store.get(all[1] ?? 0, null, 10_000)).snapshot).not.toBeNull();
    expect(held()).toEqual([1, 2]);
  });
});

describe("readiness", () => {
  it("holds once the graph of every workspace is loaded", async () => {
    expect(await until(async () => ((await readiness()).missing === null ? true : null))).toBe(true);
    expect((await graphEngine().status()).map((s) => s.workspaceId)).toContain(ctx.workspaceId);
  });
});
