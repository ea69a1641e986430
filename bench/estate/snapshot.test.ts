import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { InventoryRecord } from "@/lib/domain/record";
import { isLegalEdge } from "@/lib/domain/relation";
import { ndjson } from "./ndjson";
import { Snapshot } from "./snapshot";

const SIZE = 5_000;
const textOf = (made: Snapshot) => [...ndjson(made)].join("");
const recordsOf = (made: Snapshot) =>
  textOf(made)
    .trimEnd()
    .split("\n")
    .map((line) => InventoryRecord.parse(JSON.parse(line)));

it("makes the same estate at every start, and another one in another wave", () => {
  const sum = (made: Snapshot) => createHash("sha256").update(textOf(made)).digest("hex");
  expect(sum(new Snapshot(1_000))).toBe(sum(new Snapshot(1_000)));
  expect(sum(new Snapshot(1_000, 1))).not.toBe(sum(new Snapshot(1_000)));
});

it("writes records that a push takes: known kinds, legal edges to records of the same push, no edge twice", () => {
  const records = recordsOf(new Snapshot(SIZE));
  const byKey = new Map(records.map((r) => [r.key, r]));
  expect(byKey.size).toBe(SIZE);
  let edges = 0;
  for (const from of records) {
    const seen = new Set<string>();
    for (const edge of from.edges) {
      const to = byKey.get(edge.to);
      if (!to) throw new Error(`${from.key} names ${edge.to}, which is not in the push`);
      expect([edge.relation, from.subtype, to.subtype, isLegalEdge(edge.relation, edge.variant, from, to)]).toEqual([
        edge.relation,
        from.subtype,
        to.subtype,
        true,
      ]);
      seen.add(`${edge.relation} ${edge.variant} ${edge.to}`);
      edges += 1;
    }
    expect(seen.size).toBe(from.edges.length);
  }
  expect(edges / SIZE).toBeGreaterThan(4.5);
  expect(edges / SIZE).toBeLessThan(5.6);
});

it("has the shares, the hubs, the diamonds, the cycles and the self loops it promises", () => {
  const size = 40_000;
  const made = new Snapshot(size);
  const count = new Map<string, number>();
  const children = new Map<number, number>();
  let loops = 0;
  let backward = 0;
  let double = 0;
  for (const at of made.nodes()) {
    const { kind } = made.plan.groupOf(at.node);
    count.set(kind, (count.get(kind) ?? 0) + 1);
    const parents = made.edgesOf(at).filter((e) => e.relation === "derived_from");
    for (const { to } of parents) {
      children.set(to, (children.get(to) ?? 0) + 1);
      if (to === at.node) loops += 1;
      else if (to > at.node) backward += 1;
    }
    if (parents.length > 1) double += 1;
  }
  const share = (kind: string) => Math.round((100 * (count.get(kind) ?? 0)) / size);
  expect(["model", "dataset", "plugin", "infra", "pipeline", "identity"].map(share)).toEqual([45, 20, 10, 15, 7, 3]);
  expect(Math.max(...children.values())).toBeGreaterThan(size / 100);
  expect(loops).toBeGreaterThan(0);
  expect(backward).toBeGreaterThan(0);
  expect(double / size).toBeGreaterThan(0.025);
});

it("changes two in a hundred between two waves, and nobody names what is gone", () => {
  const before = new Map(recordsOf(new Snapshot(SIZE)).map((r) => [r.key, r]));
  const after = new Map(recordsOf(new Snapshot(SIZE, 1)).map((r) => [r.key, r]));
  const gone = [...before.keys()].filter((key) => !after.has(key));
  const fresh = [...after.keys()].filter((key) => !before.has(key));
  const changed = [...after].filter(
    ([key, r]) => before.has(key) && JSON.stringify(before.get(key)) !== JSON.stringify(r),
  );
  expect(fresh).toHaveLength(SIZE * 0.005);
  expect(gone.length).toBeGreaterThan(SIZE * 0.002);
  expect(gone.length).toBeLessThan(SIZE * 0.01);
  expect(changed.length).toBeGreaterThan(SIZE * 0.006);
  expect(changed.length).toBeLessThan(SIZE * 0.014);
  expect([...after.values()].filter((r) => r.edges.some((e) => !after.has(e.to)))).toEqual([]);
});
