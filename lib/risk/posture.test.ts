import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layerSums, layerWeights, posture, postureGain, postureWord } from "./posture";
import { anyItem } from "./testing/arbitraries";

describe("layerWeights", () => {
  it("counts an item in every layer at or below its band, heavier towards twenty points above the edge", () => {
    expect(layerWeights({ score: 19.999, exploitedScore: 0 })).toEqual({
      low: 0,
      medium: 0,
      high: 0,
      critical: 0,
      exploited: 0,
    });
    expect(layerWeights({ score: 60, exploitedScore: 0 })).toEqual({
      low: 1,
      medium: 1,
      high: 0.9,
      critical: 0,
      exploited: 0,
    });
    expect(layerWeights({ score: 90, exploitedScore: 59.9 }).critical).toBeCloseTo(0.95, 12);
    const exploited = [59.9, 60, 72.5, 85, 100].map((re) => layerWeights({ score: re, exploitedScore: re }).exploited);
    expect(exploited).toEqual([0, 0, 0.45, 0.9, 1]);
  });
});

describe("postureGain", () => {
  it("equals counting everything again without the item, or with a milder one", () => {
    fc.assert(
      fc.property(fc.array(anyItem, { minLength: 1, maxLength: 50 }), fc.nat(), anyItem, (items, pick, after) => {
        const at = pick % items.length;
        const item = items[at];
        if (item === undefined) return;
        const sums = layerSums(items);
        const now = posture(items).exact;
        const without = posture(items.filter((_, index) => index !== at)).exact;
        const changed = posture(items.map((old, index) => (index === at ? after : old))).exact;
        expect(postureGain(sums, item)).toBeCloseTo(without - now, 8);
        expect(postureGain(sums, item)).toBeGreaterThanOrEqual(0);
        expect(postureGain(sums, item, after)).toBeCloseTo(changed - now, 8);
      }),
    );
  });

  it("shows that one exploited item outweighs 120 lows (cases Q11 to Q13)", () => {
    const worst = { score: 97, exploitedScore: 97 };
    const rest = [
      [84, 4],
      [66, 12],
      [47, 40],
      [27, 120],
    ] as const;
    const items = [worst, ...rest.flatMap(([score, count]) => Array(count).fill({ score, exploitedScore: 0 }))];
    const now = posture(items).exact;
    expect(postureGain(layerSums(items), worst)).toBeCloseTo(43.8, 1);
    expect(posture(items.slice(0, -120)).exact - now).toBeCloseTo(0.6, 1);
  });
});

describe("postureWord", () => {
  it("turns at 90, 75 and 50", () => {
    expect([100, 90, 89.99, 75, 74.9, 50, 49.9, 0].map(postureWord)).toEqual([
      "strong",
      "strong",
      "good",
      "good",
      "fair",
      "fair",
      "poor",
      "poor",
    ]);
  });
});
