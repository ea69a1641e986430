import { describe, expect, it } from "vitest";
import { buildGraph, origins, targets } from "./build-graph";
import { tinyGraph } from "./testing/tiny-graph";

const { graph, asset, id } = tinyGraph(
  { app: { is: "infra/endpoint" }, m: { is: "model/base" }, lib: { is: "package/pypi" } },
  [
    ["app", "uses", "lib", { class: "inferred", evidenceId: "weak" }],
    ["app", "uses", "lib", { class: "verified", evidenceId: "strong" }],
    ["app", "uses", "lib", { class: "declared", evidenceId: "middling" }],
    ["app", "loads", "m"],
    ["app", "uses", "m"],
  ],
);

describe("buildGraph", () => {
  it("keeps the strongest evidence of one fact, whatever order the sources came in", () => {
    const kept = graph.out(id("app"), "uses").filter((e) => e.to === id("lib"));
    expect(kept.map((e) => [e.class, e.evidenceId])).toEqual([["verified", "strong"]]);
    const reversed = buildGraph(graph.assets.values(), [...graph.edges()].reverse());
    expect([...reversed.edges()]).toEqual([...graph.edges()]);
  });

  it("keeps variants of one relation apart", () => {
    const { graph: g, id: n } = tinyGraph({ a: { is: "model/adapter" }, b: { is: "model/base" } }, [
      ["a", "derived_from", "b", { variant: "adapter" }],
      ["a", "derived_from", "b", { variant: "copy" }],
    ]);
    expect(g.out(n("a")).map((e) => e.variant)).toEqual(["adapter", "copy"]);
  });

  it("answers by relation and lists in (relation, far end) order", () => {
    expect(graph.out(id("app")).map((e) => [e.relation, e.to])).toEqual([
      ["uses", id("m")],
      ["uses", id("lib")],
      ["loads", id("m")],
    ]);
    expect(graph.out(id("m"))).toEqual([]);
    expect(targets(graph, id("app"), "uses").map((a) => a.name)).toEqual(["m", "lib"]);
    expect(origins(graph, id("m"), "loads")).toEqual([asset("app")]);
    expect(graph.ofKind("model")).toEqual([asset("m")]);
    expect(graph.ofKind("image")).toEqual([]);
  });

  it("names the end that the snapshot does not hold", () => {
    const edge = { ...([...graph.edges()][0] ?? expect.fail("no edge")), to: 99 };
    expect(() => buildGraph(graph.assets.values(), [edge])).toThrow(/names asset 99/);
    expect(() => buildGraph([asset("m"), asset("m")], [])).toThrow(/stands twice/);
  });
});
