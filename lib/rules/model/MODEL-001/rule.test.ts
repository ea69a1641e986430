import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/domain/json";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { failureOf, population, results } from "../../testing/judge";
import { MODEL_001 } from "./rule";

const KEY = `sha256:${"9f3c71e0".repeat(8)}`;

function estate(scan: JsonObject | null, state = "running") {
  return tinyGraph(
    {
      "pytorch_model.bin": { is: "artifact/weights", key: KEY, props: scan ? { scan } : {} },
      hub: { is: "model/base" },
      "claims-triage": { is: "model/unknown" },
      live: { is: "infra/workload", props: { state } },
    },
    [
      ["hub", "contains", "pytorch_model.bin"],
      ["claims-triage", "contains", "pytorch_model.bin"],
      ["live", "loads", "claims-triage"],
    ],
  );
}
const malicious = (confidence: string | null) => ({
  verdict: "malicious",
  confidence,
  formats: ["pickle"],
  reasons: [],
  evidence: ["scan:1"],
});
const name = "pytorch_model.bin";

const word = (engine: string, verdict: string, more: object = {}) => ({
  engine,
  version: null,
  family: engine,
  verdict,
  sameBytes: true,
  imports: [],
  found: null,
  evidenceId: `word:${engine}`,
  ...more,
});
function judged(scan: JsonObject | null, engines: object[]) {
  const made = estate(scan);
  made.asset(name).props.engines = engines as JsonObject[];
  return made;
}

describe("MODEL-001 beside other engines", () => {
  it("is confirmed by a second family on the same bytes, with its evidence", () => {
    const made = judged(malicious("high"), [word("picklescan", "malicious"), word("fickling", "clean")]);
    const failure = failureOf(MODEL_001, made, name);
    expect(failure).toMatchObject({ confidence: "confirmed", threat: "exploited" });
    expect(failure.message).toContain("faultline and picklescan say so.");
    expect(failure.evidenceIds).toContain("word:picklescan");
  });

  it("is not confirmed by ourselves, by a suspicion, or by a file of the same name alone", () => {
    for (const other of [
      word("faultline", "malicious"),
      word("modelaudit", "suspicious"),
      word("picklescan", "malicious", { sameBytes: false }),
      word("picklescan", "malicious", { sameBytes: false, imports: ["os popen"] }),
      { engine: "odd" },
    ])
      expect(
        failureOf(MODEL_001, judged({ ...malicious("high"), imports: ["os system"] }, [other]), name).confidence,
      ).toBe("high");
  });

  it("is confirmed by a name match that finds the very import we found", () => {
    const other = word("picklescan", "malicious", { sameBytes: false, imports: ["os system"] });
    expect(
      failureOf(MODEL_001, judged({ ...malicious("high"), imports: ["os system"] }, [other]), name).confidence,
    ).toBe("confirmed");
  });

  it("passes nothing that another engine calls malicious: one leaves it open, two families fail it", () => {
    const clean = { ...malicious(null), verdict: "clean" };
    expect(results(MODEL_001, judged(clean, [word("picklescan", "malicious")]), name)).toEqual([
      "inconclusive not_observed",
    ]);
    const two = [word("picklescan", "malicious"), word("fickling", "malicious")];
    expect(failureOf(MODEL_001, judged(clean, two), name).confidence).toBe("confirmed");
    const kin = [word("picklescan", "malicious"), word("modelscan", "malicious", { family: "picklescan" })];
    expect(results(MODEL_001, judged(clean, kin), name)).toEqual(["inconclusive not_observed"]);
    expect(results(MODEL_001, judged(clean, [word("picklescan", "clean")]), name)).toEqual(["pass"]);
    expect(population(MODEL_001, judged({ ...clean, reasons: ["not_a_model"] }, [word("a", "malicious")]))).toContain(
      name,
    );
  });
});

describe("MODEL-001", () => {
  it("fails the bytes once, and speaks of the model that runs them", () => {
    const made = estate(malicious("high"));
    const failure = failureOf(MODEL_001, made, name);
    expect(failure).toMatchObject({
      severity: "critical",
      threat: "weaponised",
      confidence: "high",
      identity: null,
      title: "The claims-triage model runs hidden code when it is loaded",
      path: [made.id(name), made.id("claims-triage"), made.id("live")],
      fix: { key: `MODEL-001|${KEY}` },
    });
    expect(failure.evidenceIds).toEqual(["scan:1", "ev:claims-triage-contains-pytorch_model.bin", `ev:${name}`]);
    expect(failure.message).toContain("hub and claims-triage");
    expect(failure.message).toContain("live loads it now");
  });

  it.each([
    ["confirmed", "exploited"],
    ["high", "weaponised"],
    ["suspicious", "demonstrated"],
    ["heuristic", "posture"],
    [null, "demonstrated"],
  ])("takes threat from confidence %s: %s", (confidence, threat) =>
    expect(failureOf(MODEL_001, estate(malicious(confidence)), name).threat).toBe(threat),
  );

  it("fails stored bytes too, and says that nothing is known to load them", () => {
    const failure = failureOf(MODEL_001, estate(malicious("high"), "stopped"), name);
    expect(failure.message).toContain("No running infrastructure is known to load it");
  });

  it("passes a clean file alone", () => {
    expect(results(MODEL_001, estate({ verdict: "clean", reasons: [] }), name)).toEqual(["pass"]);
  });

  it.each<[string, JsonObject | null, string]>([
    ["no scan", null, "not_observed"],
    ["an opaque file", { verdict: "not_scanned", reasons: ["encrypted"] }, "not_observed"],
    ["a limit", { verdict: "not_scanned", reasons: ["limit"] }, "limit"],
    ["an error", { verdict: "error", reasons: [] }, "error"],
    ["mere suspicion", { verdict: "suspicious", reasons: [] }, "not_observed"],
  ])("is inconclusive after %s", (_, scan, reason) =>
    expect(results(MODEL_001, estate(scan), name)).toEqual([`inconclusive ${reason}`]),
  );

  it("does not judge files that are no model files", () => {
    expect(population(MODEL_001, estate({ verdict: "not_scanned", reasons: ["not_a_model"] }))).toEqual([]);
  });
});
