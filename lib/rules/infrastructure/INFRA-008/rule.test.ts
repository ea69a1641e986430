import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/domain/json";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { failureOf, judge, population, results } from "../../testing/judge";
import { INFRA_008 } from "./rule";

const HIGH = { cvss: 8.8, epss: null, exploited: false };

function estate(advisory: JsonObject, more: { state?: string | null; vex?: JsonObject; key?: string } = {}) {
  return tinyGraph(
    {
      gateway: { is: "infra/gateway", props: { state: more.state === undefined ? "running" : more.state } },
      img: { is: "image/container" },
      lib: { is: "package/pypi", key: more.key ?? "pkg:pypi/vllm@0.8.2" },
      "CVE-2026-1": { is: "advisory/cve", props: advisory },
    },
    [
      ["gateway", "uses", "img"],
      ["img", "contains", "lib"],
      ["lib", "affected_by", "CVE-2026-1", { props: more.vex ?? {} }],
    ],
  );
}

describe("INFRA-008", () => {
  it("fails the unit that runs the package, one finding for each advisory", () => {
    const made = estate(HIGH);
    const failure = failureOf(INFRA_008, made, "gateway");
    expect(failure).toMatchObject({
      severity: "high",
      threat: "posture",
      identity: "CVE-2026-1",
      title: "vllm in gateway has a known high weakness",
      fix: { key: "INFRA-008|gateway|vllm" },
      path: [made.id("gateway"), made.id("lib")],
      evidenceIds: ["ev:lib-affected_by-CVE-2026-1", "ev:lib", "ev:CVE-2026-1", "ev:gateway"],
    });
    expect(failure.message).toContain("vllm 0.8.2");
    expect(population(INFRA_008, made)).toEqual(["gateway"]);
  });

  it.each([
    [9.8, "critical"],
    [9, "critical"],
    [7, "high"],
    [6.9, "medium"],
    [4, "medium"],
  ])("takes CVSS %d as %s", (cvss, severity) =>
    expect(failureOf(INFRA_008, estate({ ...HIGH, cvss }), "gateway").severity).toBe(severity),
  );

  it.each([
    [0.62, "weaponised"],
    [0.5, "weaponised"],
    [0.1, "incident"],
    [0.01, "demonstrated"],
    [0.004, "posture"],
  ])("takes EPSS %d as %s", (epss, threat) =>
    expect(failureOf(INFRA_008, estate({ ...HIGH, epss }), "gateway").threat).toBe(threat),
  );

  it("passes under CVSS 4 and justified statements, and does not believe one without a reason", () => {
    expect(results(INFRA_008, estate({ ...HIGH, cvss: 3.9 }), "gateway")).toEqual(["pass"]);
    const justified = { vex_state: "not_affected", vex_justification: "code_not_reachable" };
    expect(results(INFRA_008, estate(HIGH, { vex: justified }), "gateway")).toEqual(["pass"]);
    const bare = failureOf(INFRA_008, estate(HIGH, { vex: { vex_state: "not_affected" } }), "gateway");
    expect(bare.message).toContain("gives no justification");
  });

  it.each<JsonObject>([{ exploited: true }, { kev_at: "2026-05-08" }])(
    "leaves exploited weaknesses to their own rule: %o",
    (fact) => {
      const [outcome] = judge(INFRA_008, estate({ ...HIGH, ...fact }), "gateway");
      expect(outcome).toMatchObject({ result: "inconclusive", missing: expect.stringContaining("INFRA-007") });
    },
  );

  it("is inconclusive without a severity, and says so when it does not know whether a unit runs", () => {
    expect(results(INFRA_008, estate({ cvss: null, severity: null }), "gateway")).toEqual([
      "inconclusive not_observed",
    ]);
    expect(failureOf(INFRA_008, estate(HIGH, { state: null }), "gateway").message).toContain(
      "Whether it runs is not known",
    );
  });

  it("applies to the AI stack: by name, by model, never to stopped units", () => {
    expect(population(INFRA_008, estate(HIGH, { state: "stopped" }))).toEqual([]);
    expect(population(INFRA_008, estate(HIGH, { key: "pkg:npm/left-pad@1.0.0" }))).toEqual([]);
    const loads = tinyGraph(
      {
        w: { is: "infra/workload", props: { state: "running" } },
        m: { is: "model/base" },
        lib: { is: "package/npm", key: "pkg:npm/left-pad@1.0.0" },
        adv: { is: "advisory/ghsa", props: HIGH },
      },
      [
        ["w", "loads", "m"],
        ["w", "uses", "lib"],
        ["lib", "affected_by", "adv"],
      ],
    );
    expect(population(INFRA_008, loads)).toEqual(["w"]);
  });

  it("judges the unit itself where only its product is known, and a package that nobody uses", () => {
    const direct = tinyGraph(
      {
        "ollama-demo": { is: "infra/endpoint", props: { state: "running", product: "Ollama", version: "0.15.4" } },
        adv: { is: "advisory/cve", props: HIGH },
      },
      [["ollama-demo", "affected_by", "adv"]],
    );
    expect(failureOf(INFRA_008, direct, "ollama-demo")).toMatchObject({
      fix: { key: "INFRA-008|ollama-demo|product" },
      path: [direct.id("ollama-demo")],
    });
    const alone = tinyGraph(
      { lib: { is: "package/pypi", key: "pkg:pypi/torch@2.0.0" }, adv: { is: "advisory/cve", props: HIGH } },
      [["lib", "affected_by", "adv"]],
    );
    expect(failureOf(INFRA_008, alone, "lib").title).toBe("The torch package has a known high weakness");
  });
});
