import { expect, it } from "vitest";
import type { AssetFact, EdgeFact, InventoryBatch } from "@/lib/domain/inventory";
import { twinKeys, underTwinKeys } from "./twins";

const site = { digest: "0".repeat(64), path: "made" };

function model(key: string, name: string, digests: string[] = []): AssetFact {
  const labels = { owner: null, env: null, data: null, criticality: null };
  const props = { digests, name_key: `name of ${key}` };
  return { key, aliases: [], kind: "model", subtype: "unknown", name, class: "declared", ...labels, props, site };
}

function contains(from: string, digest: string): EdgeFact {
  return { from, relation: "contains", variant: null, to: `sha256:${digest}`, class: "verified", props: {}, site };
}

function batch(assets: AssetFact[], edges: EdgeFact[] = []): InventoryBatch {
  return { assets, edges, scopes: [], quarantined: [] };
}

const [A, B] = ["a".repeat(64), "b".repeat(64)];
const folder = batch([model("file:x/m@1", "m")], [contains("file:x/m@1", A)]);

it("joins a folder and a document of one name whose stated digests lie in the folder", () => {
  const twins = twinKeys([folder], [batch([model("pkg:generic/m@1", "m", [A])])]);
  expect([...twins]).toEqual([["file:x/m@1", "pkg:generic/m@1"]]);
  const joined = underTwinKeys(folder, twins);
  expect(joined.assets[0]).toMatchObject({ key: "pkg:generic/m@1", aliases: ["file:x/m@1"] });
  expect(joined.assets[0]?.props.name_key).toBeNull();
  expect(joined.edges[0]?.from).toBe("pkg:generic/m@1");
});

it.each([
  ["another name", [model("pkg:generic/n@1", "n", [A])]],
  ["other bytes", [model("pkg:generic/m@1", "m", [B])]],
  ["one digest of two that is not there", [model("pkg:generic/m@1", "m", [A, B])]],
  ["no digest at all", [model("pkg:generic/m@1", "m")]],
  ["two candidates", [model("pkg:generic/m@1", "m", [A]), model("pkg:generic/m@2", "m", [A])]],
])("keeps them apart with %s", (_words, stated) => {
  expect([...twinKeys([folder], [batch(stated)])]).toEqual([]);
});
