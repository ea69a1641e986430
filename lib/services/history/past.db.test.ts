import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/db/client";
import { RELATION_KINDS } from "@/db/enums";
import type { AssetPage } from "@/lib/domain/views/asset-views";
import type { DiffPage, DiffPart } from "@/lib/domain/views/diff-views";
import { getAsset } from "../asset/get-asset";
import { readLineage } from "../asset/lineage-as-of";
import { listAssets } from "../asset/list-assets";
import { type Ctx, systemContext } from "../context";
import { getOverview } from "../overview/overview";
import { assetNow, assetThen, edgeRow, pastRuns } from "../testing/past";
import { ensureWorkspace } from "../workspace/workspace";
import { diffRuns } from "./run-diff";

afterAll(closeDatabase);

const LOADS = RELATION_KINDS.loads * 16;
const CONTAINS = RELATION_KINDS.contains * 16;
let ctx: Ctx;

/**
 * Five records. 1: A (bert, owner ml), B, C. 2: A is renamed and its licence changes; D comes. 3: B goes. 4: B is seen again
 * under another owner; C goes for good. 5: nothing.
 */
beforeAll(async () => {
  const { id } = await ensureWorkspace(`past-${process.pid}`, "Test");
  ctx = systemContext(id, "Test");
  await pastRuns(ctx, [1, 2, 3, 4, 5]);
  await assetThen(
    ctx,
    1,
    { from: 1, to: 2, op: "c" },
    { name: "bert", owner: "ml", attrs: { license: "mit", size: 1 } },
  );
  await assetNow(
    ctx,
    1,
    { first: 1, changed: 2 },
    { name: "bert-large", owner: "ml", attrs: { license: "apache-2.0", size: 1 } },
  );
  await assetThen(
    ctx,
    2,
    { from: 1, to: 3, op: "d" },
    { name: "corpus", kind: "dataset", subtype: "table", owner: "data" },
  );
  await assetThen(
    ctx,
    2,
    { from: 3, to: 4, op: "r", closed: true },
    { name: "corpus", kind: "dataset", subtype: "table", owner: "data" },
  );
  await assetNow(ctx, 2, { first: 1, changed: 4 }, { name: "corpus", kind: "dataset", subtype: "table", owner: "ops" });
  await assetThen(ctx, 3, { from: 1, to: 4, op: "d" }, { name: "old-endpoint", kind: "infra", subtype: "endpoint" });
  await assetNow(
    ctx,
    3,
    { first: 1, changed: 4, closed: 4 },
    { name: "old-endpoint", kind: "infra", subtype: "endpoint" },
  );
  await assetNow(ctx, 4, { first: 2 }, { name: "gateway", kind: "infra", subtype: "gateway" });
  // The endpoint loaded the model until it went; the gateway loads it since 2; at 3 the edge's evidence class changed.
  await edgeRow(ctx, { src: 3, kind: LOADS, dst: 1, from: 1, to: 4 });
  await edgeRow(ctx, { src: 4, kind: LOADS, dst: 1, from: 2, to: 3 });
  await edgeRow(ctx, { src: 4, kind: LOADS, dst: 1, from: 3 });
  await edgeRow(ctx, { src: 1, kind: RELATION_KINDS.trained_on * 16 + 2, dst: 2, from: 1 });
  await edgeRow(ctx, { src: 1, kind: CONTAINS, dst: 1, from: 1 });
});

const names = (page: AssetPage) => page.rows.map((r) => r.name);

describe("the list of a past moment", () => {
  it("holds what stood then, under the names of then", async () => {
    const at = async (asOf: string) => names(await listAssets(ctx, { asOf }));
    expect(await at("run-1")).toEqual(["bert", "corpus", "old-endpoint"]);
    expect(await at("2")).toEqual(["bert-large", "corpus", "old-endpoint", "gateway"]);
    expect(await at("2026-11-03")).toEqual(["bert-large", "old-endpoint", "gateway"]);
    expect(await at("run-5")).toEqual(["bert-large", "corpus", "gateway"]);
    expect((await at("run-5")).sort()).toEqual(names(await listAssets(ctx, {})).sort());
  });

  it("counts, pages and filters as of then, and says which moment it tells of", async () => {
    const page = await listAssets(ctx, { asOf: "run-1", limit: 2 });
    expect(page).toMatchObject({
      total: 3,
      totalCapped: false,
      facetsCapped: false,
      asOf: { past: { run: "run-1", record: 1 } },
    });
    expect(page.facets.kind).toMatchObject([
      { value: "dataset", count: 1 },
      { value: "infra", count: 1 },
      { value: "model", count: 1 },
    ]);
    expect(page.facets.owner.map((f) => [f.value, f.count])).toEqual([
      ["data", 1],
      ["ml", 1],
      ["none", 1],
    ]);
    expect(names(await listAssets(ctx, { asOf: "run-1", limit: 2, cursor: page.next }))).toEqual(["old-endpoint"]);
    expect(names(await listAssets(ctx, { asOf: "run-1", q: "owner:data" }))).toEqual(["corpus"]);
    expect(names(await listAssets(ctx, { asOf: "run-5", q: "owner:data" }))).toEqual([]);
    expect(names(await listAssets(ctx, { asOf: "run-1", q: "-kind:model bert" }))).toEqual([]);
    expect(names(await listAssets(ctx, { asOf: "run-1", q: "bert" }))).toEqual(["bert"]);
    expect(page.rows[0]).toMatchObject({ owner: "ml", openRisks: null, blast: null, exposure: "unknown" });
  });

  it.each([
    [{ band: "High" }],
    [{ source: "Registry" }],
    [{ q: "source:Registry" }],
    [{ sort: "blast" }],
    [{ disagree: "true" }],
  ])("refuses %j, which only the present knows", async (filter) => {
    await expect(listAssets(ctx, { asOf: "run-1", ...filter })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(/known for now only/),
    });
  });
});

describe("an asset of a past moment", () => {
  it("says what it said then", async () => {
    expect(await getAsset(ctx, 1, { asOf: "run-1" })).toMatchObject({
      name: "bert",
      props: { license: "mit" },
      past: { run: "run-1" },
      facts: [],
      counts: null,
    });
    expect(await getAsset(ctx, 1)).toMatchObject({ name: "bert-large", past: null });
    expect((await getAsset(ctx, 2, { asOf: "run-3" })).answer.sentence).toMatch(/no source showed it any more/);
    await expect(getAsset(ctx, 4, { asOf: "run-1" })).rejects.toMatchObject({
      code: "not_found",
      message: "gateway was not known yet after run-1: leave asOf out to see it as it is now.",
    });
  });

  it("has its life read from what it said", async () => {
    const texts = async (id: number) =>
      (await getAsset(ctx, id)).history.map((h) => [
        h.run,
        h.text,
        (h.changes ?? []).map((c) => `${c.field}: ${c.from} → ${c.to}`),
      ]);
    expect(await texts(1)).toEqual([
      ["run-2", "Changed by Registry", ["name: bert → bert-large", "props.license: mit → apache-2.0"]],
      ["run-1", "First seen by Registry", []],
    ]);
    expect(await texts(2)).toEqual([
      ["run-4", "Seen again by Registry", ["owner: data → ops"]],
      ["run-3", "Gone: Registry looked, and no longer shows it", []],
      ["run-1", "First seen by Registry", []],
    ]);
    expect(await texts(4)).toEqual([["run-2", "First seen by Registry", []]]);
  });
});

describe("lineage of a past moment", () => {
  const edges = async (id: number, asOf: string, direction = "both") =>
    (await readLineage(ctx, id, { asOf, direction })).rows.map(
      (r) => `${r.depth} ${r.from.name} ${r.words} ${r.to.name}`,
    );
  it("is walked over the edges of then, both ways, without self loops", async () => {
    expect(await edges(1, "run-1")).toEqual(["1 bert trained on (finetune) corpus", "1 old-endpoint loads bert"]);
    expect(await edges(1, "run-2", "downstream")).toEqual([
      "1 old-endpoint loads bert-large",
      "1 gateway loads bert-large",
    ]);
    expect(await edges(1, "run-5", "downstream")).toEqual(["1 gateway loads bert-large"]);
    expect(await edges(4, "run-3", "upstream")).toEqual([
      "1 gateway loads bert-large",
      "2 bert-large trained on (finetune) corpus",
    ]);
    expect((await readLineage(ctx, 1, { asOf: "run-1" })).past).toMatchObject({ run: "run-1" });
    await expect(readLineage(ctx, 4, { asOf: "run-1" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the overview of a past moment", () => {
  it("counts the assets of then, and does not claim a ranking there was not", async () => {
    const then = await getOverview(ctx, { asOf: "run-2" });
    expect(then.asOf.past).toMatchObject({ run: "run-2" });
    expect(then.strata.map((s) => [s.faultLine, s.assets]).sort()).toEqual([
      ["data", 1],
      ["infrastructure", 2],
      ["model", 1],
      ["plugin", 0],
    ]);
    expect(then.posture).toBeNull();
    expect(then.verdict.sentence).toBe("After run-2 nothing was ranked yet.");
  });
});

describe("what changed between two moments", () => {
  const show = async (from: string, to: string, part: DiffPart, more: object = {}) =>
    diffRuns(ctx, { from, to, show: part, ...more });
  const said = (page: DiffPage) =>
    page.rows.map((r) => ("asset" in r ? [r.asset.name, r.run] : [`${r.from.name} ${r.words} ${r.to.name}`, r.source]));

  it("is told part by part, with the run and the reason", async () => {
    expect(said(await show("run-1", "run-5", "added"))).toEqual([["gateway", "run-2"]]);
    expect((await show("run-1", "run-5", "changed")).rows).toMatchObject([
      {
        asset: { name: "bert-large" },
        run: "run-2",
        changes: [{ field: "name", from: "bert", to: "bert-large" }, { field: "props.license" }],
      },
      { asset: { name: "corpus" }, run: "run-4", changes: [{ field: "owner", from: "data", to: "ops" }] },
    ]);
    expect((await show("run-1", "run-5", "gone")).rows).toMatchObject([
      { asset: { name: "old-endpoint" }, run: "run-4", why: "Registry looked, and no longer shows it" },
    ]);
    expect(said(await show("run-1", "run-5", "edges-added"))).toEqual([["gateway loads bert-large", "Registry"]]);
    expect(said(await show("run-1", "run-5", "edges-removed"))).toEqual([
      ["old-endpoint loads bert-large", "Registry"],
    ]);
  });

  it("counts each part by kind, on the first page alone", async () => {
    const first = await show("run-1", "now", "changed", { limit: 1 });
    expect(first.to.run).toBe("run-5");
    expect(first.counts).toEqual({
      added: [{ kind: "infra", count: 1 }],
      changed: [
        { kind: "model", count: 1 },
        { kind: "dataset", count: 1 },
      ].sort((a, b) => (a.kind < b.kind ? 1 : -1)),
      gone: [{ kind: "infra", count: 1 }],
      "edges-added": [{ kind: "loads", count: 1 }],
      "edges-removed": [{ kind: "loads", count: 1 }],
    });
    const second = await show("run-1", "now", "changed", { limit: 1, cursor: first.next });
    expect(second.counts).toBeNull();
    expect(said(second)).toEqual([["corpus", "run-4"]]);
    expect(second.next).toBeNull();
  });

  it("knows what was gone and came back, and what an evidence alone changed", async () => {
    expect((await show("run-3", "run-4", "added")).rows).toMatchObject([
      { asset: { name: "corpus" }, again: true, run: "run-4" },
    ]);
    expect((await show("run-2", "run-3", "edges-added")).rows).toEqual([]);
    expect((await show("run-2", "run-3", "edges-removed")).rows).toEqual([]);
    expect((await show("run-4", "run-5", "added")).counts).toEqual({
      added: [],
      changed: [],
      gone: [],
      "edges-added": [],
      "edges-removed": [],
    });
  });

  it("refuses what it cannot tell with one sentence", async () => {
    await expect(show("run-5", "run-1", "added")).rejects.toMatchObject({
      code: "invalid_input",
      message: "run-5 came after run-1: give the earlier one as from.",
    });
    await expect(show("nonsense", "run-1", "added")).rejects.toMatchObject({ code: "invalid_input", where: "/from" });
    await expect(show("run-1", "2020-01-01", "added")).rejects.toMatchObject({ code: "not_found", where: "/to" });
    await expect(show("run-1", "run-2", "added", { cursor: "x" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});
