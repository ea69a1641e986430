import { describe, expect, it } from "vitest";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import type { Failure, Outcome, Rule } from "./define";
import { evaluateRules } from "./evaluate";
import { MODEL_019 } from "./model/MODEL-019/rule";

const { graph, id } = tinyGraph({ a: { is: "model/base" }, b: { is: "model/base" }, c: { is: "model/base" } });
const fail = (identity: string | null, evidenceIds = ["e"]): Failure => ({
  result: "fail",
  identity,
  severity: "low",
  threat: "posture",
  confidence: null,
  title: `about ${identity}`,
  message: "",
  evidenceIds,
  path: [],
  fix: { key: "k", title: "t", steps: [] },
});
const rule = (evaluate: (name: string) => Outcome[]): Rule => ({
  ...MODEL_019,
  population: (g) => g.ofKind("model"),
  evaluate: (asset) => evaluate(asset.name),
});

describe("evaluateRules", () => {
  it("counts members, keeps failures of different identity apart and equal ones once", () => {
    const { findings, stats, inconclusive } = evaluateRules(graph, [
      rule((name) => {
        if (name === "a")
          return [fail("x"), fail("y"), fail("x"), { result: "inconclusive", reason: "limit", missing: "m" }];
        return name === "b" ? [{ result: "pass" }] : [{ result: "inconclusive", reason: "stale", missing: "m" }];
      }),
    ]);
    expect(stats.get("MODEL-019")).toEqual({ population: 3, pass: 1, fail: 1, inconclusive: 1 });
    expect(findings.map((f) => f.identity)).toEqual(["x", "y"]);
    expect(new Set(findings.map((f) => f.fingerprint)).size).toBe(2);
    expect(inconclusive.map((i) => [i.assetId, i.reason])).toEqual([
      [id("a"), "limit"],
      [id("c"), "stale"],
    ]);
  });

  it("keeps a fingerprint through words, severity and ids, and changes it with the asset", () => {
    const once = evaluateRules(graph, [rule(() => [fail(null)])]).findings;
    const renumbered = tinyGraph({
      z: { is: "model/base" },
      a: { is: "model/base", name: "renamed", evidenceId: null },
    });
    const again = evaluateRules(renumbered.graph, [
      rule(() => [{ ...fail(null, ["other"]), severity: "high", title: "new words" }]),
    ]);
    expect(again.findings.map((f) => f.fingerprint)).toContain(once[0]?.fingerprint);
    expect(once[0]?.fingerprint).not.toBe(once[1]?.fingerprint);
  });

  it("reports a rule that throws, names no evidence or gives nothing, and goes on", () => {
    const broken = rule((name) => {
      if (name === "a") throw new Error("no such\u202e property");
      return name === "b" ? [fail(null, [])] : [];
    });
    const unlisted: Rule = {
      ...broken,
      id: "MODEL-001",
      population: () => {
        throw new Error("index lost");
      },
    };
    const { findings, inconclusive, stats } = evaluateRules(graph, [unlisted, broken]);
    expect(findings).toEqual([]);
    expect(inconclusive.map((i) => [i.ruleId, i.assetId, i.reason])).toEqual([
      ["MODEL-001", null, "error"],
      ["MODEL-019", id("a"), "error"],
      ["MODEL-019", id("b"), "error"],
      ["MODEL-019", id("c"), "error"],
    ]);
    expect(inconclusive[1]?.missing).toContain("no such<U+202E> property");
    expect(stats.get("MODEL-019")).toEqual({ population: 3, pass: 0, fail: 0, inconclusive: 3 });
  });
});
