import { describe, expect, it } from "vitest";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { failureOf, population, results } from "../../testing/judge";
import { MODEL_017 } from "./rule";

const NODES = {
  mistral: { is: "model/base" },
  qwen: { is: "model/base" },
  tuned: { is: "model/finetune" },
  letters: { is: "model/adapter" },
  live: { is: "infra/endpoint", props: { state: "running" } },
} as const;

describe("MODEL-017", () => {
  it("fails where card and configuration name different bases, with both records", () => {
    const made = tinyGraph(NODES, [
      ["letters", "derived_from", "qwen", { variant: "adapter", class: "observed" }],
      ["letters", "derived_from", "mistral", { variant: "adapter", class: "declared" }],
      ["live", "loads", "letters"],
    ]);
    const failure = failureOf(MODEL_017, made, "letters");
    expect(failure).toMatchObject({
      identity: "conflict",
      severity: "medium",
      path: [made.id("letters"), made.id("live")],
      evidenceIds: ["ev:letters-derived_from-qwen", "ev:letters-derived_from-mistral", "ev:letters"],
    });
    expect(failure.message).toMatch(/qwen\S*, another record says \S*mistral/);
  });

  it("passes where the card names the base of the base", () => {
    const made = tinyGraph(NODES, [
      ["letters", "derived_from", "tuned", { variant: "adapter", class: "observed" }],
      ["tuned", "derived_from", "qwen", { variant: "finetune", class: "declared" }],
      ["letters", "derived_from", "qwen", { variant: "adapter", class: "declared" }],
    ]);
    expect(results(MODEL_017, made, "letters")).toEqual(["pass"]);
  });

  it("passes merges of several bases and bases of one weight", () => {
    const made = tinyGraph({ ...NODES, both: { is: "model/merge" } }, [
      ["both", "derived_from", "qwen", { variant: "merge", class: "observed" }],
      ["both", "derived_from", "mistral", { variant: "merge", class: "declared" }],
      ["letters", "derived_from", "qwen", { variant: "adapter", class: "declared" }],
      ["letters", "derived_from", "mistral", { variant: "adapter", class: "declared" }],
    ]);
    expect(results(MODEL_017, made, "both")).toEqual(["pass"]);
    expect(results(MODEL_017, made, "letters")).toEqual(["pass"]);
  });

  it("fails a deployed adapter without a base, and only a deployed one", () => {
    const live = tinyGraph(NODES, [["live", "loads", "letters"]]);
    expect(failureOf(MODEL_017, live, "letters")).toMatchObject({ identity: "unknown", evidenceIds: ["ev:letters"] });
    const unknown = tinyGraph({ ...NODES, live: { is: "infra/endpoint" } }, [["live", "loads", "letters"]]);
    expect(results(MODEL_017, unknown, "letters")).not.toContain("pass");
  });

  it("asks of dependent models and of those with several bases", () => {
    const made = tinyGraph(NODES, [
      ["tuned", "derived_from", "qwen", { variant: "finetune" }],
      ["tuned", "derived_from", "mistral", { variant: "finetune" }],
    ]);
    expect(population(MODEL_017, made)).toEqual(["tuned", "letters"]);
  });

  it("ends on a circle of bases", () => {
    const made = tinyGraph(NODES, [
      ["tuned", "derived_from", "letters", { variant: "finetune", class: "observed" }],
      ["letters", "derived_from", "tuned", { variant: "adapter", class: "declared" }],
      ["letters", "derived_from", "letters", { variant: "adapter", class: "declared" }],
    ]);
    expect(results(MODEL_017, made, "letters")).toEqual(["pass"]);
  });
});
