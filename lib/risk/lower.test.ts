import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONTROLS } from "./factors";
import { type LineageAsset, type LineageInput, scoreLineage } from "./lineage";
import { whatLowers, whatLowersLineage } from "./lower";
import { type FindingInput, scoreFinding } from "./score";
import { anyFamily, anyFinding } from "./testing/arbitraries";

const GATEWAY: FindingInput = {
  severity: "critical",
  threat: "exploited",
  exposure: "X5",
  data: 4,
  criticality: 3,
  blast: 3,
};

describe("whatLowers", () => {
  it("names the single changes, best first, with score and band after each", () => {
    const rows = whatLowers(GATEWAY, ["egress_deny"]).map((row) => [row.label, row.scoreTenths, row.band]);
    expect(rows).toEqual([
      ["Fix it", 0, "Info"],
      ["Quarantine it", 485, "Medium"],
      ["Stop it, keep it stored", 631, "High"],
      ["Make it reachable from the inside only", 728, "High"],
      ["Prove egress denied", 776, "High"],
    ]);
  });

  it("promises no credit that the rule does not list, and none twice", () => {
    const kinds = (input: FindingInput, creditable: Parameters<typeof whatLowers>[1]) =>
      whatLowers(input, creditable).filter((row) => row.change.kind === "control").length;
    expect(kinds(GATEWAY, [])).toBe(0);
    expect(kinds({ ...GATEWAY, controls: ["egress_deny"] }, ["egress_deny"])).toBe(0);
  });

  it("lists only what lowers, closing always among it", () => {
    fc.assert(
      fc.property(anyFinding, (input) => {
        const now = scoreFinding(input).exact;
        const rows = whatLowers(input, CONTROLS);
        for (const row of rows) expect(row.exact.compare(now)).toBeLessThan(0);
        expect(rows[0]?.change.kind).toBe("closed");
      }),
    );
  });
});

describe("whatLowersLineage", () => {
  it("changes the worst member and lets the next one take over", () => {
    const inside: LineageAsset = { exposure: "X2", data: 1, criticality: 1, production: false };
    const input: LineageInput = {
      root: "base",
      hazard: "CODE",
      severity: "critical",
      threat: "exploited",
      edges: [["app", "base", "copy"]],
      assets: new Map([
        ["base", inside],
        ["app", { exposure: "X5", data: 3, criticality: 3, production: true }],
      ]),
    };
    const rows = whatLowersLineage(input, []);
    expect(rows.map((row) => [row.change.kind, row.on, row.at])).toContainEqual(["closed", "app", "base"]);
    expect(rows.find((row) => row.change.kind === "closed")?.scoreTenths).toBe(600);
  });

  it("lists only what lowers, and nothing where nobody is open", () => {
    fc.assert(
      fc.property(anyFamily, (input) => {
        const now = scoreLineage(input).group;
        const rows = whatLowersLineage(input, ["human_approval"]);
        if (now === null) expect(rows).toEqual([]);
        else for (const row of rows) expect(row.exact.compare(now.exact)).toBeLessThan(0);
      }),
      { numRuns: 100 },
    );
  });
});
