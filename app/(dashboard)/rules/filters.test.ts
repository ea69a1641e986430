import { describe, expect, it } from "vitest";
import type { RuleRow } from "@/lib/domain/views/risk-views";
import { ruleFacets, rulesLeft, standingOf } from "./filters";

// Made: three rules that differ in line, severity and result.
const rule = (id: string, over: Partial<RuleRow>): RuleRow => ({
  id,
  version: 1,
  faultLine: "model",
  severity: "high",
  hazard: "CODE",
  title: `Title of ${id}`,
  risk: "",
  remediation: [],
  population: 10,
  pass: 10,
  fail: 0,
  inconclusive: 0,
  controls: {},
  ...over,
});
const RULES = [
  rule("A-1", {}),
  rule("B-1", { faultLine: "data", pass: 7, fail: 3 }),
  rule("C-1", {
    severity: "low",
    population: null,
    pass: null,
    fail: null,
    inconclusive: null,
    controls: { X: ["X-9"] },
  }),
];
const NONE = { q: "", line: [], severity: [], standing: [] };

describe("standingOf", () => {
  it("never calls what was not run, or not decided, passing", () => {
    expect(standingOf({ population: null, fail: null, inconclusive: null })).toBe("blind");
    expect(standingOf({ population: 4, fail: 0, inconclusive: 1 })).toBe("blind");
    expect(standingOf({ population: 4, fail: 1, inconclusive: 1 })).toBe("failing");
    expect(standingOf({ population: 0, fail: 0, inconclusive: 0 })).toBe("no-population");
    expect(standingOf({ population: 4, fail: 0, inconclusive: 0 })).toBe("passing");
  });
});
it("puts failures first and finds rules by their controls", () => {
  expect(rulesLeft(RULES, NONE).map((r) => r.id)).toEqual(["B-1", "A-1", "C-1"]);
  expect(rulesLeft(RULES, { ...NONE, q: "x-9" }).map((r) => r.id)).toEqual(["C-1"]);
});
it("counts a facet without its own filter", () => {
  const groups = ruleFacets(RULES, { ...NONE, line: ["data"] });
  const counts = (id: string) => groups.find((g) => g.id === id)?.options.map((o) => [o.value, o.count]);
  expect(counts("line")).toEqual([
    ["plugin", 0],
    ["model", 2],
    ["data", 1],
    ["infrastructure", 0],
  ]);
  expect(counts("severity")).toContainEqual(["low", 0]);
});
