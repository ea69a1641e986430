import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "@/lib/domain/digest";
import type { RawPage } from "@/lib/domain/inventory";
import { InventoryBatch } from "@/lib/domain/inventory";
import { canonicalJson } from "@/lib/domain/json";
import type { Collection } from "../connector";
import { connector } from "./connector";
import { estateFiles } from "./generate";

async function replay(): Promise<{ runs: Collection[]; pages: RawPage[]; progress: number[] }> {
  const pages: RawPage[] = [];
  const runs: Collection[] = [];
  const progress: number[] = [];
  const ctx = {
    config: {},
    keepPage: async (page: RawPage) => void pages.push(page),
    progress: async (done: number) => void progress.push(done),
    signal: new AbortController().signal,
  };
  for await (const collection of connector.collect(ctx)) runs.push(collection);
  return { runs, pages, progress };
}

describe("the demo connector", () => {
  let first: Awaited<ReturnType<typeof replay>>;
  beforeAll(async () => {
    first = await replay();
  });

  it("replays two runs in time order, under the estate's label and clock", () => {
    const stated = first.runs.map(({ runKey, at, clock, label }) => ({ runKey, at, clock, label }));
    const label = "Demo: Larkmoor Mutual, invented";
    const clock = "2026-11-16T08:00:00Z";
    expect(stated).toEqual([
      { runKey: "demo-run-1", at: "2026-11-09T12:00:00Z", clock, label },
      { runKey: "demo-run-2", at: "2026-11-16T06:00:00Z", clock, label },
    ]);
  });

  it("gives whole batches: unique keys, no dangling edge, nothing set aside", () => {
    for (const { batch } of first.runs) {
      InventoryBatch.parse(batch);
      const keys = batch.assets.map((a) => a.key);
      expect(new Set(keys).size).toBe(keys.length);
      const known = new Set(keys);
      expect(batch.edges.filter((e) => !known.has(e.from) || !known.has(e.to))).toEqual([]);
      expect(batch.quarantined).toEqual([]);
    }
  });

  it("says the same on every replay", async () => {
    const again = await replay();
    const asText = (runs: Collection[]): string => runs.map((r) => canonicalJson([r.batch, r.files])).join("\n");
    expect(asText(again.runs)).toBe(asText(first.runs));
  });

  it("keeps every page that a fact stands on, and every page is a file of the estate", () => {
    const kept = new Map(first.pages.map((p) => [p.digest, p]));
    const facts = first.runs.flatMap((r) => [...r.batch.assets, ...r.batch.edges]);
    const files = estateFiles();
    for (const page of first.pages) {
      if (files.has(page.path)) expect(sha256Hex(files.get(page.path) ?? "")).toBe(page.digest);
    }
    const without = facts.filter((f) => !kept.has(f.site.digest)).map((f) => f.site.path);
    expect([...new Set(without)]).toEqual([]);
  });

  it("opens every collected file, whose bytes are the ones collected", async () => {
    for (const { files, runKey } of first.runs) {
      expect(files.length).toBeGreaterThan(25);
      for (const file of files) {
        expect(file.path.startsWith(`${runKey?.replace("demo-", "")}/`)).toBe(true);
        const { absolutePath } = await connector.openFile({}, file.path);
        expect(sha256Hex(readFileSync(absolutePath))).toBe(file.sha256);
      }
    }
  });

  it("opens nothing outside the estate", async () => {
    for (const path of ["../../package.json", "/etc/hostname", "run-1/nothing.bin", ""]) {
      await expect(connector.openFile({}, path)).rejects.toThrow(/has no file/);
    }
  });

  it("leaves a folder's model and a document's two assets whose shared digest lets the link stage join them", () => {
    const { batch } = first.runs[1] ?? { batch: { assets: [], edges: [] } };
    const named = batch.assets.filter((a) => a.kind === "model" && a.name === "claim-severity-v3");
    expect(named.map((a) => a.class).sort()).toEqual(["declared", "observed"]);
    const declared = named.find((a) => a.class === "declared");
    const held = batch.edges
      .filter((e) => e.relation === "contains" && e.from === named.find((a) => a.class === "observed")?.key)
      .map((e) => e.to.replace("sha256:", ""));
    expect(held).toEqual(expect.arrayContaining(declared?.props.digests as string[]));
  });

  it("replays how each part ended", () => {
    const outcomes = first.runs.map((r) => new Map(r.batch.scopes.map((s) => [s.scope, s])));
    for (const scopes of outcomes) {
      expect(scopes.get("vertex-pellwood")).toMatchObject({ outcome: "denied", seen: 0 });
      expect(scopes.get("laptops")).toMatchObject({ outcome: "partial" });
      expect(scopes.get("documents/claims-ai-serving.cdx.json")).toMatchObject({ outcome: "complete" });
    }
    const ages = outcomes.map((s) => s.get("documents/research-export.cdx.json"));
    expect(ages.map((a) => a?.outcome)).toEqual(["partial", "partial"]);
    expect(ages.map((a) => /\b(\d+) days before/.exec(a?.reason ?? "")?.[1])).toEqual(["38", "45"]);
  });

  it("finds its documents and reports its steps", async () => {
    expect(await connector.test({})).toEqual([expect.objectContaining({ ok: true, fix: null })]);
    expect(first.progress.at(-1)).toBeGreaterThan(5);
    expect(existsSync((await connector.openFile({}, "manifest.json")).absolutePath)).toBe(true);
  });
});

describe("the estate's lineage", () => {
  const CHAINS: [child: string, how: string, parent: string][] = [
    ["fern-qwen-ft", "finetune", "Qwen2.5-7B-Instruct"],
    ["fern-claims-lora", "adapter", "fern-qwen-ft"],
    ["fern-merged-2", "merge", "fern-qwen-ft"],
    ["fern-merged-2", "merge", "fern-claims-lora"],
    ["fern-merged-2-awq", "quantize", "fern-merged-2"],
    ["fern-q4", "quantize", "fern-qwen-ft"],
    ["adjuster-mistral-ft", "finetune", "Mistral-7B-Instruct-v0.3"],
    ["lora-adj-1", "adapter", "adjuster-mistral-ft"],
    ["adjuster-merged-1", "merge", "lora-adj-1"],
    ["adjuster-merged-1-gptq", "quantize", "adjuster-merged-1"],
    ["health-uw-ft", "finetune", "Mistral-7B-Instruct-v0.3"],
    ["damage-vision-12", "finetune", "vit-base-patch16-224"],
    ["damage-vision-12-onnx", "convert", "damage-vision-12"],
    ["doc-layout-ft", "finetune", "layoutlmv3-base"],
    ["claim-severity-motor-lora", "adapter", "claim-severity-v3"],
    ["claim-severity-health-ft", "finetune", "claim-severity-base"],
  ];

  it("has every hop of the design in the last run, and a base for none that hides it", async () => {
    const { runs } = await replay();
    const batch = runs[1]?.batch ?? { assets: [], edges: [] };
    const nameOf = new Map(batch.assets.map((a) => [a.key, a.name]));
    const hops = batch.edges
      .filter((e) => e.relation === "derived_from")
      .map((e) => ({ hop: [nameOf.get(e.from), e.variant, nameOf.get(e.to)].join(" "), class: e.class }));
    const missing = CHAINS.map((c) => c.join(" ")).filter((hop) => !hops.some((h) => h.hop === hop));
    expect(missing).toEqual([]);
    expect(hops.filter((h) => h.hop.startsWith("fern-tone-lora "))).toEqual([]);
    const letters = hops.filter((h) => h.hop.startsWith("adjuster-letters-lora "));
    expect(letters.sort((a, b) => (a.hop < b.hop ? -1 : 1))).toEqual([
      { hop: "adjuster-letters-lora adapter Mistral-7B-Instruct-v0.3", class: "declared" },
      { hop: "adjuster-letters-lora adapter Qwen2.5-7B-Instruct", class: "observed" },
    ]);
  });
});
