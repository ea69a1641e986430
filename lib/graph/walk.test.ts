import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildGraph } from "./build-graph";
import { naiveDependents, randomGraph } from "./testing/random-graph";
import { tinyGraph } from "./testing/tiny-graph";
import { downstream, lineage, upstream } from "./walk";

const estate = tinyGraph(
  {
    base: { is: "model/base" },
    left: { is: "model/finetune" },
    right: { is: "model/adapter" },
    merged: { is: "model/merge" },
    app: { is: "infra/endpoint" },
    data: { is: "dataset/corpus" },
    server: { is: "plugin/mcp_server" },
    tool: { is: "plugin/mcp_tool" },
    system: { is: "system/application" },
  },
  [
    ["left", "derived_from", "base", { variant: "finetune" }],
    ["right", "derived_from", "base", { variant: "adapter" }],
    ["merged", "derived_from", "left", { variant: "merge" }],
    ["merged", "derived_from", "right", { variant: "merge" }],
    ["base", "derived_from", "merged", { variant: "unknown" }],
    ["left", "derived_from", "left", { variant: "unknown" }],
    ["left", "trained_on", "data"],
    ["app", "loads", "merged"],
    ["server", "exposes", "tool"],
    ["app", "part_of", "system"],
  ],
);
const far = (rows: { far: number; depth: number }[]) =>
  rows.map((r) => [estate.graph.assets.get(r.far)?.name, r.depth]);

describe("walks", () => {
  it("lists a diamond's edges once each, nearest first, and ends on cycles", () => {
    expect(far(downstream(estate.graph, estate.id("base")).rows)).toEqual([
      ["left", 1],
      ["right", 1],
      ["merged", 2],
      ["merged", 2],
      ["base", 3],
      ["app", 3],
    ]);
  });

  it("goes from a server to its tools and never over labels", () => {
    expect(far(downstream(estate.graph, estate.id("server")).rows)).toEqual([["tool", 1]]);
    expect(far(upstream(estate.graph, estate.id("tool")).rows)).toEqual([["server", 1]]);
    expect(downstream(estate.graph, estate.id("system")).rows).toEqual([]);
  });

  it("cuts at the limit and says how many rows it left out", () => {
    const { rows, omitted } = downstream(estate.graph, estate.id("base"), { limit: 2 });
    expect([rows.length, omitted]).toEqual([2, 4]);
    expect(downstream(estate.graph, estate.id("base"), { maxDepth: 1 }).rows.map((r) => r.depth)).toEqual([1, 1]);
  });

  it("keeps lineage to lineage", () => {
    const { rows } = lineage(estate.graph, estate.id("left"));
    expect(rows.filter((r) => r.direction === "upstream").map((r) => r.edge.relation)).toContain("trained_on");
    expect(rows.map((r) => r.edge.relation)).not.toContain("loads");
  });

  it("reaches what a naive search reaches, both ways, each edge once", () => {
    fc.assert(
      fc.property(randomGraph, ({ assets, edges }) => {
        const graph = buildGraph(assets, edges);
        for (const { id } of assets) {
          const down = downstream(graph, id).rows;
          const reached = new Set(down.map((r) => r.far));
          reached.delete(id);
          expect(reached).toEqual(naiveDependents(edges, id));
          expect(new Set(down.map((r) => r.edge)).size).toBe(down.length);
          expect(down.map((r) => r.depth)).toEqual(down.map((r) => r.depth).sort((a, b) => a - b));
          for (const r of upstream(graph, id).rows)
            if (r.far !== id) expect(naiveDependents(edges, r.far).has(id)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
