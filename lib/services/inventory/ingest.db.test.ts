import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Ctx, reader } from "../context";
import { readTally } from "../tally/tally";
import { addSource, applySnapshot, type Line, snapshotWorkspace, standing } from "../testing/snapshots";
import { readPage } from "./raw-pages";
import { splitAsset } from "./split-asset";

const model = (key: string, more: Record<string, unknown> = {}): Line => ({
  key,
  kind: "model",
  subtype: "finetune",
  name: key,
  ...more,
});
const from = (to: string, more: Record<string, unknown> = {}) => ({
  relation: "derived_from",
  variant: "finetune",
  to,
  ...more,
});

async function rows<T extends Record<string, unknown>>(query: ReturnType<typeof sql>): Promise<T[]> {
  return (await reader().execute(query)).rows as T[];
}

/** The system columns that any write to a row changes. */
const touched = (ctx: Ctx) =>
  rows(
    sql`select 'a' as t, id as k, xmin::text, ctid::text from asset where workspace_id = ${ctx.workspaceId}
        union all select 'o', asset_id, xmin::text, ctid::text from asset_obs where workspace_id = ${ctx.workspaceId}
        union all select 'e', src * 1000 + dst, xmin::text, ctid::text from edge where workspace_id = ${ctx.workspaceId} order by 1, 2`,
  );
const versionOf = async (ctx: Ctx) =>
  (await rows<{ v: number }>(sql`select graph_version as v from workspace where id = ${ctx.workspaceId}`))[0]?.v;
const aside = (ctx: Ctx, runId: number) =>
  rows<{ pointer: string; reason: string; record: string | null }>(
    sql`select pointer, reason, record from quarantine where workspace_id = ${ctx.workspaceId} and run_id = ${runId} order by seq`,
  );

it("writes no row for a snapshot that came again, in whatever order, chunks or notation", async () => {
  const ctx = await snapshotWorkspace();
  const source = await addSource(ctx);
  const lines = [
    model("a", { owner: "x", edges: [from("b"), from("c", { props: { ref: "main", n: 1 } })] }),
    model("b"),
    model("c", { props: { license: "mit", z: [1, 2] }, aliases: ["c-2"] }),
  ];
  const first = await applySnapshot(ctx, source, lines);
  expect(first.stats).toMatchObject({ assetsNew: 3, edgesNew: 2, assetsGone: 0, edgesRefused: 0 });
  const before = await touched(ctx);
  const version = await versionOf(ctx);
  const again = await applySnapshot(ctx, source, lines);
  expect(again.stats).toMatchObject({ assetsNew: 0, assetsChanged: 0, assetsGone: 0, edgesNew: 0, edgesGone: 0 });
  const turned = await applySnapshot(
    ctx,
    source,
    [
      ' {"name":"c", "key":"c","subtype":"finetune","kind":"model","aliases":["c-2"],"props":{"z":[1,2],"license":"m\\u0069t"}}',
      lines[1] ?? "",
      model("a", { edges: [from("c", { props: { n: 1, ref: "main" } }), from("b")], owner: "x" }),
    ],
    { perChunk: 1 },
  );
  expect(turned.stats).toMatchObject({ assetsChanged: 0, assetsGone: 0, edgesNew: 0, edgesGone: 0 });
  expect(await touched(ctx)).toEqual(before);
  expect(await versionOf(ctx)).toBe(version);
  expect(await rows(sql`select 1 from asset_version where workspace_id = ${ctx.workspaceId}`)).toEqual([]);
});

it("keeps what was before, under the record that ended it", async () => {
  const ctx = await snapshotWorkspace();
  const source = await addSource(ctx);
  await applySnapshot(ctx, source, [model("a", { owner: "x", edges: [from("b")] }), model("b")]);
  await applySnapshot(ctx, source, [model("a", { owner: "y" }), model("b")]);
  await applySnapshot(ctx, source, [model("b")]);
  await applySnapshot(ctx, source, [model("a", { owner: "z" }), model("b")]);
  const versions = await rows<{ from_record: number; to_record: number; op: string; doc: Record<string, unknown> }>(
    sql`select v.from_record, v.to_record, v.op, v.doc from asset_version v join asset a on a.workspace_id = v.workspace_id and a.id = v.asset_id where v.workspace_id = ${ctx.workspaceId} and a.ext_key = 'a' order by 1`,
  );
  expect(versions.map((v) => [v.from_record, v.to_record, v.op, v.doc.owner, v.doc.closed])).toEqual([
    [1, 2, "c", "x", false],
    [2, 3, "d", "y", false],
    [3, 4, "r", "y", true],
  ]);
  expect(
    await rows(
      sql`select from_record, to_record, class, spot from edge_history where workspace_id = ${ctx.workspaceId}`,
    ),
  ).toEqual([{ from_record: 1, to_record: 2, class: 3, spot: "L1" }]);
  const log = await rows<{ op: number }>(
    sql`select version, op from graph_change where workspace_id = ${ctx.workspaceId} and version = 2 order by seq`,
  );
  expect(log.map((l) => l.op).sort()).toEqual([2, 3]);
});

it("says where each fact stands, and keeps saying the first place while the fact stays", async () => {
  const ctx = await snapshotWorkspace();
  const source = await addSource(ctx);
  await applySnapshot(ctx, source, [model("a"), model("b", { edges: [from("a")] })], { perChunk: 1 });
  await applySnapshot(ctx, source, [model("new"), model("a"), model("b", { edges: [from("a")] })], { perChunk: 2 });
  const found = await rows<{ page_id: number; spot: string }>(
    sql`select page_id, spot from edge where workspace_id = ${ctx.workspaceId}`,
  );
  expect(found.map((f) => f.spot)).toEqual(["L1"]);
  const page = await readPage(reader(), ctx, found[0]?.page_id ?? 0);
  expect(JSON.parse(page?.text?.toString() ?? "")).toMatchObject({ key: "b" });
});

describe("records that cannot be used", () => {
  it("are set aside with their lines, close nothing, and the rest goes on", async () => {
    const ctx = await snapshotWorkspace();
    const source = await addSource(ctx);
    await applySnapshot(ctx, source, [model("a"), model("gone-next-time")]);
    const run = await applySnapshot(ctx, source, [
      "{not json",
      model("a"),
      "",
      { key: "x", kind: "submarine", subtype: "finetune", name: "x" },
      { key: "y", kind: "model", subtype: "bucket", name: "y" },
      model("new", { name: "nul \u0000 and half \ud800" }),
    ]);
    expect(run.stats).toMatchObject({ assetsNew: 1, assetsGone: 0 });
    const found = await aside(ctx, run.runId);
    expect(found.map((f) => f.pointer)).toEqual(["line 1", "line 4", "line 5"]);
    expect(found[0]).toMatchObject({ reason: expect.stringContaining("one JSON object"), record: "{not json" });
    expect(found[1]?.reason).toMatch(/^\/kind: /);
    expect(found[2]?.reason).toContain("“bucket” is no subtype of model");
    expect((await standing(ctx)).assets.map((a) => (a as { name: string }).name)).toEqual([
      "a",
      "gone-next-time",
      "nul \ufffd and half \ufffd",
    ]);
    const scopes = await rows<{ outcome: number; reason: string }>(
      sql`select outcome, reason from run_scope where workspace_id = ${ctx.workspaceId} and run_id = ${run.runId}`,
    );
    expect(scopes).toEqual([{ outcome: 2, reason: "3 records could not be read, so nothing is closed." }]);
  });

  it("are, of two under one key, always the second, however often they come", async () => {
    const ctx = await snapshotWorkspace();
    const source = await addSource(ctx);
    const lines = [model("a", { owner: "first" }), model("b"), model("a", { owner: "second" })];
    const owners = () => rows(sql`select owner from asset where workspace_id = ${ctx.workspaceId} and ext_key = 'a'`);
    const one = await applySnapshot(ctx, source, lines);
    expect(await aside(ctx, one.runId)).toMatchObject([{ pointer: "line 3" }]);
    const two = await applySnapshot(ctx, source, lines);
    expect(await aside(ctx, two.runId)).toHaveLength(1);
    expect(await owners()).toEqual([{ owner: "first" }]);
    expect([one.stats.assetsChanged, two.stats.assetsChanged]).toEqual([0, 0]);
  });

  it("may be relations alone: unknown ends, illegal ones; and hold once the end is described", async () => {
    const ctx = await snapshotWorkspace();
    const source = await addSource(ctx);
    const line = model("a", {
      edges: [from("later"), { relation: "trained_on", to: "b" }, from("b", { variant: "by_magic" }), from("b")],
    });
    const one = await applySnapshot(ctx, source, [line, model("b")]);
    expect(one.stats).toMatchObject({ edgesNew: 1, edgesRefused: 3, assetsNew: 2 });
    expect((await aside(ctx, one.runId)).map((q) => q.reason)).toEqual([
      "/edges/0: names “later”, which no record describes.",
      "/edges/1: a model (finetune) cannot be said to be trained_on a model (finetune).",
      "/edges/2: derived_from has no variant “by_magic”.",
    ]);
    const two = await applySnapshot(ctx, source, [line, model("b"), model("later")]);
    expect(two.stats).toMatchObject({ edgesNew: 1, assetsNew: 1, assetsChanged: 0 });
    expect((await standing(ctx)).edges).toHaveLength(2);
    const three = await applySnapshot(ctx, source, [line, model("b")]);
    expect(three.stats).toMatchObject({ edgesGone: 1, assetsGone: 1 });
  });
});

describe("closing", () => {
  const scope = (name: string, resourceType: string, outcome: "complete" | "partial" | "denied" | "failed") => ({
    scope: name,
    resourceType,
    outcome,
  });

  it("is for a scope and resource type that were read completely, and for no other", async () => {
    const ctx = await snapshotWorkspace();
    const source = await addSource(ctx);
    const all = ["eu/models", "eu/buckets", "us/models", "us/"].map((at) => {
      const [where, resourceType] = at.split("/");
      return model(at, { scope: where, resourceType });
    });
    const both = (eu: "complete" | "denied", us: "complete" | "failed") => [
      scope("eu", "models", "complete"),
      scope("eu", "buckets", eu),
      scope("us", "models", us),
    ];
    await applySnapshot(ctx, source, [...all, model("nowhere")], { scopes: both("complete", "complete") });
    const open = async () => (await standing(ctx)).assets.map((a) => (a as { ext_key: string }).ext_key);
    await applySnapshot(ctx, source, [], { scopes: both("denied", "failed") });
    expect(await open()).toEqual(["eu/buckets", "nowhere", "us/", "us/models"]);
    await applySnapshot(ctx, source, [], { scopes: both("complete", "failed") });
    expect(await open()).toEqual(["nowhere", "us/", "us/models"]);
    await applySnapshot(ctx, source, [], { scopes: [scope("asia", "models", "complete")] });
    expect(await open()).toEqual(["us/", "us/models"]);
    await applySnapshot(ctx, source, [], { scopes: both("complete", "complete") });
    expect(await open()).toEqual([]);
  });

  it("of more than a fifth and fifty of one scope waits for a person, however large the others are", async () => {
    const ctx = await snapshotWorkspace();
    const source = await addSource(ctx);
    const many = (where: string, n: number) =>
      Array.from({ length: n }, (_, i) => model(`${where}-${i}`, { scope: where }));
    const scopes = [scope("small", "", "complete"), scope("large", "", "complete")];
    await applySnapshot(ctx, source, [...many("small", 60), ...many("large", 600)], { scopes, perChunk: 200 });
    const before = await touched(ctx);
    const held = await applySnapshot(ctx, source, [...many("small", 5), ...many("large", 600)], {
      scopes,
      perChunk: 200,
    });
    expect(held.state).toBe("held");
    expect(held.stats.held).toEqual([{ scope: "small", resourceType: "", known: 60, gone: 55 }]);
    expect(await touched(ctx)).toEqual(before);
    const listed = await rows(
      sql`select ext_key from held_gone where workspace_id = ${ctx.workspaceId} and run_id = ${held.runId}`,
    );
    expect(listed).toHaveLength(55);
    const allowed = await applySnapshot(ctx, source, [...many("small", 10), ...many("large", 550)], {
      scopes,
      perChunk: 200,
    });
    expect([allowed.state, allowed.stats.assetsGone]).toEqual(["applied", 100]);
  });
});

describe("identity", () => {
  it("is one asset for two records of which one names the other, whichever comes first", async () => {
    for (const order of [0, 1]) {
      const ctx = await snapshotWorkspace();
      const source = await addSource(ctx);
      const two = [model("arn:1", { aliases: ["pkg:x/1"], owner: "o" }), model("pkg:x/1", { edges: [from("base")] })];
      const lines = [...(order === 0 ? two : two.reverse()), model("base")];
      const one = await applySnapshot(ctx, source, lines);
      expect(one.stats).toMatchObject({ assetsNew: 2, edgesNew: 1 });
      const { assets } = await standing(ctx);
      expect(assets).toHaveLength(2);
      // Only one of the two changes: what the other says of the same asset stays.
      await applySnapshot(ctx, source, [
        model("arn:1", { aliases: ["pkg:x/1"], owner: "p", edges: [from("base", { variant: "merge" })] }),
        model("pkg:x/1", { edges: [from("base")] }),
        model("base"),
      ]);
      expect((await standing(ctx)).edges).toHaveLength(2);
      await applySnapshot(ctx, source, [model("pkg:x/1", { edges: [from("base")] }), model("base")]);
      expect((await standing(ctx)).edges).toHaveLength(1);
      expect((await standing(ctx)).assets).toHaveLength(2);
    }
  });

  it("meets across sources by key and alias; facts stay apart and merge by precedence", async () => {
    const ctx = await snapshotWorkspace();
    const [a, b] = [await addSource(ctx, "first"), await addSource(ctx, "second")];
    await applySnapshot(ctx, a, [model("arn:1", { class: "declared", owner: "declared", env: "prod" })]);
    await applySnapshot(ctx, b, [model("pkg:y", { aliases: ["arn:1"], class: "observed", owner: "observed" })]);
    const found = await rows<{ owner: string; env: string; name: string }>(
      sql`select owner, env, name from asset where workspace_id = ${ctx.workspaceId} and closed_record is null`,
    );
    expect(found).toEqual([{ owner: "observed", env: "prod", name: "pkg:y" }]);
    await applySnapshot(ctx, b, []);
    expect(
      await rows(sql`select owner from asset where workspace_id = ${ctx.workspaceId} and closed_record is null`),
    ).toEqual([{ owner: "declared" }]);
    await applySnapshot(ctx, a, []);
    expect((await standing(ctx)).assets).toEqual([]);
  });

  it("counts a second source of an asset at once, and no more when it goes", async () => {
    const ctx = await snapshotWorkspace();
    const [a, b] = [await addSource(ctx, "first"), await addSource(ctx, "second")];
    const counted = async () => (await readTally(reader(), ctx, "asset")).get("source_id")?.get(String(b)) ?? 0;
    await applySnapshot(ctx, a, [model("m")]);
    await applySnapshot(ctx, b, [model("m")]);
    expect(await counted()).toBe(1);
    await applySnapshot(ctx, b, []);
    expect(await counted()).toBe(0);
  });

  it("cannot be taken apart where nothing was joined", async () => {
    const ctx = await snapshotWorkspace();
    const source = await addSource(ctx);
    await applySnapshot(ctx, source, [model("a")]);
    await expect(splitAsset(ctx, 1)).rejects.toMatchObject({ code: "not_found" });
    await expect(splitAsset({ ...ctx, role: "engineer" }, 1)).rejects.toMatchObject({ code: "forbidden" });
  });
});

it("ends at what the last snapshots of all sources say, whatever came before them", async () => {
  const key = fc.constantFrom("a", "b", "c", "d", "e");
  const record = fc.record({
    key,
    owner: fc.constantFrom(null, "x", "y"),
    aliases: fc.uniqueArray(fc.constantFrom("p", "q"), { maxLength: 1 }),
    edges: fc.uniqueArray(fc.record({ to: key, variant: fc.constantFrom("finetune", "merge") }), {
      maxLength: 3,
      selector: (e) => `${e.to} ${e.variant}`,
    }),
  });
  // Aliases p and q belong to one key each, so that the one true identity does not hang on who came first.
  const owned = (r: { key: string; aliases: string[] }) =>
    r.aliases.filter((alias) => (alias === "p" ? r.key === "a" : r.key === "b"));
  const snapshot = fc.uniqueArray(record, { maxLength: 5, selector: (r) => r.key });
  const linesOf = (records: { key: string; owner: string | null; aliases: string[]; edges: object[] }[]) =>
    records.map((r) =>
      model(r.key, {
        owner: r.owner,
        aliases: owned(r),
        edges: r.edges.map((e) => ({ relation: "derived_from", ...e })),
      }),
    );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(0, 1), snapshot), { minLength: 1, maxLength: 5 }),
      async (past) => {
        const lived = await snapshotWorkspace();
        const sources = [await addSource(lived, "one"), await addSource(lived, "two")];
        for (const [who, records] of past) await applySnapshot(lived, sources[who] ?? 0, linesOf(records));
        const fresh = await snapshotWorkspace();
        const same = [await addSource(fresh, "one"), await addSource(fresh, "two")];
        const last = [0, 1].map((who) => past.findLastIndex(([w]) => w === who)).filter((i) => i >= 0);
        for (const i of last.sort((x, y) => x - y)) {
          const [who, records] = past[i] ?? [0, []];
          await applySnapshot(fresh, same[who] ?? 0, linesOf(records));
        }
        const strip = async (ctx: Ctx) => {
          const { assets, edges } = await standing(ctx);
          // Of two sources of one class the newer word counts: which that is differs with the past, so owners are compared as said.
          return { assets: assets.map((a) => ({ ...(a as object), owner: null, h: null })), edges };
        };
        expect(await strip(lived)).toEqual(await strip(fresh));
        const history = await rows<{ bad: number }>(
          sql`select count(*)::int as bad from asset_version v join asset_version w on w.workspace_id = v.workspace_id and w.asset_id = v.asset_id and w.from_record < v.to_record and w.to_record > v.from_record and w.from_record <> v.from_record
            where v.workspace_id = ${lived.workspaceId}`,
        );
        expect(history).toEqual([{ bad: 0 }]);
      },
    ),
    { numRuns: 8 },
  );
}, 240_000);
