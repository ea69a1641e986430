import { describe, expect, it } from "vitest";
import { hazardMembers } from "./hazard-members";
import { tinyGraph } from "./testing/tiny-graph";

describe("hazardMembers", () => {
  const { graph, id } = tinyGraph(
    {
      file: { is: "artifact/weights" },
      base: { is: "model/base" },
      mirror: { is: "model/unknown", open: false },
      lora: { is: "model/adapter" },
      guess: { is: "model/unknown" },
      q: { is: "model/quantized" },
      data: { is: "dataset/corpus" },
      part: { is: "dataset/corpus" },
    },
    [
      ["base", "contains", "file"],
      ["mirror", "contains", "file"],
      ["mirror", "derived_from", "base", { variant: "copy" }],
      ["lora", "derived_from", "mirror", { variant: "adapter" }],
      ["guess", "derived_from", "base", { variant: "unknown" }],
      ["q", "derived_from", "guess", { variant: "quantize" }],
      ["base", "derived_from", "q", { variant: "merge" }],
      ["base", "trained_on", "part"],
      ["part", "derived_from", "data", { variant: "unknown" }],
    ],
  );

  it("makes every holder of a file its copy and passes closed models", () => {
    const group = hazardMembers(graph, id("file"), "CODE");
    expect(group.edges).toContainEqual([id("base"), id("file"), "copy"]);
    expect(group.edges).toContainEqual([id("mirror"), id("file"), "copy"]);
    expect(group.edges).toContainEqual([id("lora"), id("mirror"), "adapter"]);
    expect(group.members[0]).toBe(id("file"));
    expect(new Set(group.members)).toEqual(new Set(["file", "base", "mirror", "lora", "guess", "q"].map(id)));
    expect(group.assumed).toEqual([{ child: id("guess"), parent: id("base"), scoredAs: "finetune" }]);
  });

  it("scores an unstated derivation of data as convert, and follows training", () => {
    const group = hazardMembers(graph, id("data"), "PII");
    expect(group.edges).toContainEqual([id("part"), id("data"), "convert"]);
    expect(group.edges).toContainEqual([id("base"), id("part"), "trained_on"]);
    expect(group.assumed).toContainEqual({ child: id("part"), parent: id("data"), scoredAs: "convert" });
  });

  it("keeps a hazard that lineage does not carry on its root", () => {
    expect(hazardMembers(graph, id("file"), "PROV")).toEqual({ members: [id("file")], edges: [], assumed: [] });
  });
});
