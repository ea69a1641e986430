import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/db/client";
import { ASSET_KINDS, RELATION_KINDS } from "@/db/enums";
import type { RankedAssets, RecallView } from "@/lib/domain/views/graph-views";
import type { Engine } from "@/lib/engine/engine";
import { freshWorkspace, rows } from "@/lib/pipeline/testing/rig";
import { getBlastRadius, getLineage } from "../asset/lineage";
import { type Ctx, reader } from "../context";
import { graphEngine } from "./engine";
import { getNeighbourhood, listSiblings } from "./neighbourhood";
import { getExposurePath, getPath, listExposedPaths } from "./paths";
import { RANK_SORTS } from "./rank-order";
import { listRankedAssets } from "./ranked-assets";
import { getRecall } from "./recall";
import { saveGraphMetrics } from "./save-metrics";
import { insertEdges, insertMadeEstate, publishMade } from "./testing/made-estate";

const SEED = 1 + Math.floor(Math.random() * 1_000_000);
let ctx: Ctx;
let ids: number[];
beforeAll(async () => {
  ctx = await freshWorkspace("verbs");
  ({ ids } = await insertMadeEstate(ctx, SEED, 600));
});
afterAll(async () => {
  await graphEngine().close();
  await closeDatabase();
});

async function addAsset(
  id: number,
  kind: keyof typeof ASSET_KINDS,
  subtype: string,
  more: { exposure?: number; data?: number } = {},
) {
  await reader().execute(
    sql`insert into asset(workspace_id, id, first_record, changed_record, h, kind, subtype, ext_key, name, exposure, data_scored)
        values (${ctx.workspaceId}, ${id}, 1, 1, 0, ${ASSET_KINDS[kind]}, ${subtype}, ${`k:${id}`}, ${`n${id}`}, ${more.exposure ?? 0}, ${more.data ?? 0})`,
  );
}

describe(`figures of every asset, on graph ${SEED}`, () => {
  it("are kept once, written again only where they differ, and equal what one asset's own view counts", async () => {
    expect(await listRankedAssets(ctx, {})).toMatchObject({ rows: [], version: null });
    expect(await saveGraphMetrics(ctx)).toMatchObject({ changed: ids.length });
    expect(await saveGraphMetrics(ctx)).toMatchObject({ changed: 0 });
    const { rows: page, version } = await listRankedAssets(ctx, { by: "blast", limit: 15 });
    expect(version).toBe(0);
    for (const row of page) {
      const radius = await getBlastRadius(ctx, row.id);
      expect([SEED, row.id, row.blast, row.running]).toEqual([SEED, row.id, radius.count, radius.running]);
      expect(radius.byKind.reduce((n, k) => n + k.count, 0)).toBe(radius.count);
    }
    const { rows: near } = await listRankedAssets(ctx, { by: "sensitive", limit: 15 });
    for (const row of near) {
      const { toData, sensitive } = await getExposurePath(ctx, row.id);
      expect([SEED, row.id, row.sensitiveHops, sensitive]).toEqual([
        SEED,
        row.id,
        (toData?.assets.length ?? 0) - 1,
        row.sensitiveHops === 0,
      ]);
      expect(row.sensitiveNext?.id ?? null).toBe(sensitive ? null : (toData?.assets[1]?.id ?? null));
    }
  });

  it.each(RANK_SORTS)("rank by %s in pages that hold every row once, in order", async (by) => {
    const whole = (await listRankedAssets(ctx, { by, limit: 200 })).rows;
    const seen: RankedAssets["rows"] = [];
    let cursor: string | undefined;
    do {
      const page = await listRankedAssets(ctx, { by, limit: 37, ...(cursor ? { cursor } : {}) });
      seen.push(...page.rows);
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen.slice(0, 200)).toEqual(whole);
    expect(new Set(seen.map((r) => r.id)).size).toBe(seen.length);
    const keys = seen.map((r) => (by === "blast" ? -r.blast : (r.sensitiveHops ?? Number.NaN)));
    expect(keys).toEqual([...keys].sort((a, b) => a - b));
    const open = await rows(
      sql`select 1 from asset a join asset_metric m on m.workspace_id = a.workspace_id and m.asset_id = a.id where a.workspace_id = ${ctx.workspaceId} and closed_record is null ${by === "sensitive" ? sql`and sensitive_hops is not null` : sql``}`,
    );
    expect(seen.length).toBe(open.length);
    await expect(listRankedAssets(ctx, { by, cursor: "x" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("a recall", () => {
  it("pages through everything it counts, once, and says whom to tell", async () => {
    const { rows: widest } = await listRankedAssets(ctx, { by: "blast", limit: 1 });
    const id = widest[0]?.id ?? 0;
    const first = await getRecall(ctx, id, { limit: 40 });
    const all: RecallView["rows"] = [...first.rows];
    let next = first.next;
    while (next !== null) {
      const page = await getRecall(ctx, id, { limit: 40, cursor: next });
      expect(page.owners).toBeNull();
      all.push(...page.rows);
      next = page.next;
    }
    const count = Object.values(first.totals).reduce((n, t) => n + t.count, 0);
    expect(count).toBeGreaterThan(40);
    expect([all.length, new Set(all.map((r) => r.id)).size]).toEqual([count, count]);
    for (const [group, total] of Object.entries(first.totals)) {
      const own = all.filter((r) => r.group === group);
      expect([group, own.length]).toEqual([group, total.count]);
      expect(own.filter((r) => r.env === "prod").length).toBe(total.production);
    }
    expect(all.filter((r) => r.group === "agents").every((r) => r.subtype === "agent")).toBe(true);
    const told = (first.owners?.rows ?? []).reduce((n, o) => n + o.assets, 0);
    expect(told + (first.owners?.nobody ?? 0)).toBe(count);
    expect(all.filter((r) => r.owner === null).length).toBe(first.owners?.nobody);
  });
});

describe("ways and surroundings", () => {
  const [web, role, store, data] = [9_001, 9_002, 9_003, 9_004];
  beforeAll(async () => {
    await addAsset(web, "infra", "endpoint", { exposure: 6 });
    await addAsset(role, "identity", "role");
    await addAsset(store, "infra", "bucket", { data: 1 });
    await addAsset(data, "dataset", "table", { data: 4 });
    const kinds = RELATION_KINDS;
    const edges = [
      { src: web, kind: kinds.runs_as * 16, dst: role },
      { src: role, kind: kinds.can_access * 16 + 1, dst: store },
      { src: data, kind: kinds.stored_in * 16, dst: store },
      ...Array.from({ length: 40 }, (_, i) => ({ src: ids[i] ?? 0, kind: kinds.uses * 16, dst: web })),
    ];
    await insertEdges(ctx, edges);
    await publishMade(ctx, [
      ...edges.map((e) => ({ op: 1, ...e })),
      ...[web, role, store, data].map((src) => ({ op: 3, src })),
    ]);
  });

  it("lead from the internet over identity and store to what lies in it, in the words of who goes there", async () => {
    const on = await getExposurePath(ctx, web);
    expect(on.toData?.assets.map((a) => a.id)).toEqual([web, role, store, data]);
    expect(on.toData?.steps.map((s) => [s?.relation, s?.forwards])).toEqual([
      ["runs_as", true],
      ["can_access", true],
      ["stored_in", false],
    ]);
    const back = await getExposurePath(ctx, data);
    expect([back.sensitive, back.fromExposed?.assets.map((a) => a.id)]).toEqual([true, [web, role, store, data]]);
    const { ways, total } = await listExposedPaths(ctx, { limit: 100 });
    expect(ways.map((w) => w.assets[0]?.id)).toContain(web);
    expect(ways.length).toBe(Math.min(100, total ?? 0));
    expect(ways.map((w) => w.steps.length)).toEqual(ways.map((w) => w.steps.length).sort((a, b) => a - b));
  });

  it("join two assets over the asked relations, or say that they do not", async () => {
    expect((await getPath(ctx, { from: web, to: data, over: "attack" })).way?.assets.map((a) => a.id)).toEqual([
      web,
      role,
      store,
      data,
    ]);
    expect((await getPath(ctx, { from: data, to: web, over: "any" })).way?.steps.length).toBe(3);
    expect((await getPath(ctx, { from: data, to: web, over: "attack" })).way).toBeNull();
    // One publisher does not join what it published.
    const [book, ours, theirs] = [9_010, 9_011, 9_012];
    await addAsset(book, "identity", "publisher");
    await addAsset(ours, "model", "base");
    await addAsset(theirs, "model", "base");
    const published = [ours, theirs].map((src) => ({ src, kind: RELATION_KINDS.published_by * 16, dst: book }));
    await insertEdges(ctx, published);
    await publishMade(ctx, [
      ...published.map((e) => ({ op: 1, ...e })),
      ...[book, ours, theirs].map((src) => ({ op: 3, src })),
    ]);
    expect(await getPath(ctx, { from: ours, to: theirs, over: "any" })).toMatchObject({
      way: null,
      stamp: { partial: false },
    });
    expect((await getPath(ctx, { from: data, to: data, over: "any" })).way).toMatchObject({
      assets: [{ id: data }],
      steps: [],
    });
  });

  it("collapse a wide family, whose members stand behind pages", async () => {
    const near = await getNeighbourhood(ctx, web, { hops: 1, family: 5 });
    expect(near.families).toEqual([
      { parent: web, relation: "uses", outgoing: false, words: "used by", count: 40, shown: 5 },
    ]);
    expect(near.nodes.map((n) => n.id)).toContain(role);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listSiblings(ctx, web, {
        relation: "uses",
        outgoing: "false",
        limit: 9,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.rows.map((r) => r.id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual(ids.slice(0, 40));
  });

  it("know no asset of another number", async () => {
    for (const ask of [
      () => getLineage(ctx, 77_777_777),
      () => getBlastRadius(ctx, 2 ** 31),
      () => getRecall(ctx, -1),
      () => getNeighbourhood(ctx, 0),
      () => getExposurePath(ctx, 1.5),
      () => getPath(ctx, { from: web, to: 77_777_777 }),
      () => listSiblings(ctx, 77_777_777, { relation: "uses", outgoing: "true" }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("while the engine cannot be asked", () => {
  it("the views come from the database, flagged, and figures are left as they are", async () => {
    const slot = globalThis as unknown as Record<symbol, { engine: unknown }>;
    const kept = slot[Symbol.for("faultline.graph-engine")];
    const whole = { blast: await getBlastRadius(ctx, 9_001), lineage: await getLineage(ctx, 9_001, { depth: 3 }) };
    const down: Pick<Engine, "ask" | "close"> = {
      ask: async () => ({ answered: false, sentence: "The graph engine is starting." }),
      close: async () => {},
    };
    slot[Symbol.for("faultline.graph-engine")] = { ...kept, engine: down };
    try {
      const blast = await getBlastRadius(ctx, 9_001);
      expect(blast).toEqual({ ...whole.blast, stamp: { ...whole.blast.stamp, partial: true } });
      const lineage = await getLineage(ctx, 9_001, { depth: 3 });
      expect(lineage).toEqual({ ...whole.lineage, stamp: { ...whole.lineage.stamp, partial: true } });
      expect(await saveGraphMetrics(ctx)).toEqual({ problem: "The graph engine is starting." });
      const { ways, stamp, total } = await listExposedPaths(ctx, {});
      expect([stamp.partial, total]).toEqual([true, null]);
      for (const way of ways) expect(way.steps.every((s) => s !== null)).toBe(true);
    } finally {
      slot[Symbol.for("faultline.graph-engine")] = kept as { engine: unknown };
    }
  });
});
