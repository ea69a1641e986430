import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Exact } from "./exact";
import { blastLevel, FACTOR_KEYS } from "./factors";
import { type FindingInput, GUARD_FLOOR, scoreAsset, scoreFinding, scoreInherited } from "./score";
import { anyFinding } from "./testing/arbitraries";

const MADE: FindingInput = {
  severity: "critical",
  threat: "exploited",
  exposure: "X5",
  data: 0,
  criticality: 0,
  blast: 0,
};

describe("guards", () => {
  it.each<[string, Partial<FindingInput>, string | null]>([
    ["the highest that holds wins", { verdict: "confirmed" }, "G2"],
    ["G2 needs t = 1", { verdict: "confirmed", threat: "weaponised" }, null],
    ["G2 needs X5", { verdict: "confirmed", exposure: "X4" }, "G1"],
    ["G2 asks for no severity", { verdict: "confirmed", severity: "info" }, "G2"],
    ["G1 holds at X4", { exposure: "X4" }, "G1"],
    ["unknown exposure is no open door", { exposure: "unknown", criticality: 3 }, null],
    ["unknown exposure is no quarantine", { exposure: "unknown" }, "G4"],
    ["G3 does not look at t", { threat: "posture", criticality: 3 }, "G3"],
    ["G4 stops at quarantine", { exposure: "X0" }, null],
    ["a guard below the product is not named", { data: 4, criticality: 4, blast: 4 }, null],
  ])("%s", (_, change, guard) => {
    expect(scoreFinding({ ...MADE, ...change }).guard).toBe(guard);
  });

  it("an inherited row needs tau = 1 for G2", () => {
    const input: FindingInput = { ...MADE, verdict: "confirmed" };
    expect(scoreInherited(input, Exact.of("1.0")).guard).toBe("G2");
    expect(scoreInherited(input, Exact.of("0.9")).guard).toBeNull();
  });
});

describe("controls", () => {
  it("count once each and stop at the floor, higher while exploited", () => {
    const k = (change: Partial<FindingInput>) => scoreFinding({ ...MADE, ...change }).factors.k.toText();
    expect(k({ controls: ["detect_only", "detect_only"] })).toBe("0.95");
    expect(k({ controls: ["admission_block"] })).toBe("0.80");
    expect(k({ threat: "weaponised", controls: ["admission_block"] })).toBe("0.60");
    expect(k({ threat: "weaponised", controls: ["admission_block", "sandboxed_load"] })).toBe("0.50");
    expect(k({ threat: "weaponised", controls: ["short_lived_cred", "guardrail_blocking", "detect_only"] })).toBe(
      "0.72675",
    );
  });
});

describe("scoreFinding", () => {
  it("is the product of the factors it shows, lifted by its guard and capped", () => {
    fc.assert(
      fc.property(anyFinding, (input) => {
        const score = scoreFinding(input);
        const [s, t, x, v, k, a] = FACTOR_KEYS.map((key) => score.factors[key]) as [
          Exact,
          Exact,
          Exact,
          Exact,
          Exact,
          Exact,
        ];
        const base = score.guard === null ? s.times(t).times(x).times(v) : GUARD_FLOOR[score.guard];
        const full = base.times(k).times(a).times(Exact.of("100"));
        expect(score.exact.equals(full.compare(Exact.of("100")) > 0 ? Exact.of("100") : full)).toBe(true);
        expect(Math.abs(score.scoreTenths - score.exact.toNumber() * 10)).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it("keeps the SLA class apart from lateness", () => {
    const input: FindingInput = { ...MADE, threat: "weaponised", data: 2, criticality: 2, blast: 1, age: "overdue" };
    expect(scoreFinding(input)).toMatchObject({ scoreTenths: 817, band: "Critical", slaBand: "High" });
  });

  it("refuses levels outside 0 to 4", () => {
    const input = { ...MADE, data: 9 } as unknown as FindingInput;
    expect(() => scoreFinding(input)).toThrow(RangeError);
  });
});

describe("blastLevel", () => {
  it("steps at 0, 3, 10 and 50, counted in quarters", () => {
    expect([0, 1, 11, 12, 39, 40, 199, 200].map(blastLevel)).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
  });
});

describe("scoreAsset", () => {
  const of = (...scores: string[]) => scoreAsset(scores.map((text) => ({ exact: Exact.of(text) })));
  it("adds a little for the rest, keeps the worst one's band, and says nothing of nothing", () => {
    expect(of()).toBeNull();
    expect(of("79.3", "60", "40")).toMatchObject({ scoreTenths: 803, band: "High" });
    expect(of("70", ...Array<string>(20).fill("70"))).toMatchObject({ scoreTenths: 750, band: "High" });
    expect(of("98", ...Array<string>(20).fill("70"))).toMatchObject({ scoreTenths: 1000 });
  });
});
