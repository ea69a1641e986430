import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/domain/json";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { failureOf, population, results } from "../../testing/judge";
import { MODEL_018 } from "./rule";

function estate(base: JsonObject, own: JsonObject, data: JsonObject = { license: "CC0-1.0" }) {
  return tinyGraph(
    {
      base: { is: "model/base", props: base },
      layout: { is: "model/finetune", props: own },
      data: { is: "dataset/corpus", props: data },
      grandchild: { is: "model/quantized", props: { license: "mit" } },
      live: { is: "infra/endpoint", props: { state: "running" } },
    },
    [
      ["layout", "derived_from", "base", { variant: "finetune" }],
      ["layout", "trained_on", "data"],
      ["grandchild", "derived_from", "layout", { variant: "quantize" }],
      ["live", "loads", "layout"],
    ],
  );
}
const NC = { license: "CC-BY-NC-SA-4.0" };

describe("MODEL-018", () => {
  it("fails where a restrictive clause of the base is dropped", () => {
    const made = estate(NC, { license: "proprietary" });
    const failure = failureOf(MODEL_018, made, "layout");
    expect(failure).toMatchObject({
      severity: "medium",
      identity: null,
      title: "The layout model drops licence terms it inherits",
      evidenceIds: ["ev:layout-derived_from-base", "ev:layout", "ev:base"],
      path: [made.id("layout"), made.id("live")],
    });
    expect(failure.message).toContain("same licence for what is made of it and no commercial use");
  });

  it("is high where the weights are public", () => {
    expect(failureOf(MODEL_018, estate(NC, { license: "mit", visibility: "public" }), "layout").severity).toBe("high");
  });

  it("fails a commercial deployment that the base forbids, even under a licence that keeps the clause", () => {
    const own = { license: "CC-BY-NC-SA-4.0", use: "commercial" };
    expect(failureOf(MODEL_018, estate(NC, own), "layout").title).toBe(
      "The layout model is used against its base's licence",
    );
    expect(results(MODEL_018, estate(NC, { license: "CC-BY-NC-SA-4.0", use: "research" }), "layout")).toEqual(["pass"]);
  });

  it("reports a conflict where it starts and not again below", () => {
    const made = estate(NC, { license: "apache-2.0" });
    expect(results(MODEL_018, made, "layout")).toEqual(["fail"]);
    expect(results(MODEL_018, made, "grandchild")).toEqual(["pass"]);
  });

  it("looks past a parent whose licence nobody knows", () => {
    const made = estate(NC, { license: null });
    expect(results(MODEL_018, made, "layout")).toEqual(["inconclusive not_observed"]);
    expect(failureOf(MODEL_018, made, "grandchild").message).toContain("base");
  });

  it("passes credit alone, kept clauses, and shared-alike data", () => {
    expect(results(MODEL_018, estate({ license: "apache-2.0" }, { license: "proprietary" }), "layout")).toEqual([
      "pass",
    ]);
    expect(results(MODEL_018, estate({ license: "llama3.1" }, { license: "llama3.1" }), "layout")).toEqual(["pass"]);
    expect(
      results(MODEL_018, estate({ license: "mit" }, { license: "mit" }, { license: "CC-BY-SA-4.0" }), "layout"),
    ).toEqual(["pass"]);
    expect(
      results(MODEL_018, estate({ license: "mit" }, { license: "mit" }, { license: "CC-BY-NC-4.0" }), "layout"),
    ).toEqual(["fail"]);
  });

  it("is inconclusive, never a failure, about licences it does not know", () => {
    expect(results(MODEL_018, estate({ license: "mit" }, { license: null }, { license: null }), "layout")).toEqual([
      "inconclusive not_observed",
    ]);
    expect(results(MODEL_018, estate({ license: "House-1.0" }, { license: "mit" }), "layout")).toEqual([
      "inconclusive not_observed",
    ]);
    expect(results(MODEL_018, estate({ license: "proprietary" }, { license: "mit" }), "layout")).toEqual([
      "inconclusive not_observed",
    ]);
    expect(
      results(MODEL_018, estate({ license: "proprietary", proprietary: true }, { license: "mit" }), "layout"),
    ).toEqual(["pass"]);
  });

  it("applies to models that come from something", () => {
    expect(population(MODEL_018, estate(NC, {}))).toEqual(["layout", "grandchild"]);
  });

  it("ends on circles", () => {
    const made = tinyGraph(
      { a: { is: "model/merge", props: { license: null } }, b: { is: "model/merge", props: { license: null } } },
      [
        ["a", "derived_from", "b", { variant: "merge" }],
        ["b", "derived_from", "a", { variant: "merge" }],
        ["a", "derived_from", "a", { variant: "unknown" }],
      ],
    );
    expect(results(MODEL_018, made, "a")).toEqual(["inconclusive not_observed"]);
  });
});
