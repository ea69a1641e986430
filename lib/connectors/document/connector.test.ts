import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { InventoryBatch, type RawPage } from "@/lib/domain/inventory";
import type { Collection } from "../connector";
import { connector } from "./connector";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "document-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function collect(config: Record<string, string>): Promise<Collection & { pages: RawPage[] }> {
  const pages: RawPage[] = [];
  const keepPage = async (page: RawPage) => void pages.push(page);
  const ctx = { config, keepPage, progress: async () => {}, signal: new AbortController().signal };
  for await (const found of connector.collect(ctx)) {
    InventoryBatch.parse(found.batch);
    return { ...found, pages };
  }
  throw new Error("nothing was collected");
}

const BOM = JSON.stringify({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  components: [
    { type: "machine-learning-model", name: "m", version: "1", properties: [{ name: "squad", value: "risk" }] },
  ],
});

it("reads one document under its label, with the configured label names", async () => {
  const file = path.join(root, "stored");
  await writeFile(file, BOM);
  const found = await collect({ path: file, label: "service.cdx.json", labelOwner: "squad" });
  expect(found.batch.assets[0]).toMatchObject({ owner: "risk", site: { path: "service.cdx.json" } });
  expect(found.batch.scopes).toMatchObject([{ scope: "service.cdx.json", outcome: "complete", seen: 1 }]);
  expect(found.pages[0]?.digest).toBe(found.batch.assets[0]?.site.digest);
});

it("reads a directory of documents and fails only for those it cannot read", async () => {
  await writeFile(path.join(root, "a.json"), BOM);
  await writeFile(path.join(root, "b.json"), "{}");
  const found = await collect({ path: root });
  expect(found.batch.scopes.map((s) => `${s.scope} ${s.outcome}`)).toEqual(["a.json complete", "b.json failed"]);
  expect(found.batch.quarantined[0]).toMatchObject({ path: "b.json" });
  expect((await connector.test({ path: root })).map((c) => c.ok)).toEqual([true, true, false]);
});

it("fails with a sentence where there is no document", async () => {
  const found = await collect({ path: path.join(root, "gone.json") });
  expect(found.batch.scopes[0]).toMatchObject({
    outcome: "failed",
    reason: expect.stringContaining("it is not there"),
  });
  expect(found.batch.assets).toEqual([]);
});
