import { describe, expect, it } from "vitest";
import { barWidths, ticksTo } from "./scale";

const sum = (xs: number[]) => xs.reduce((a, b) => a + b, 0);

describe("barWidths", () => {
  it("draws two bars of one scale comparably", () => {
    expect(barWidths([3, 8, 14], 40)).toEqual([7.5, 20, 35]);
    expect(barWidths([40], 40)).toEqual([100]);
  });

  it("keeps a thin part visible without lengthening the bar", () => {
    const widths = barWidths([1, 999], 1000, 2);
    expect(widths[0]).toBe(2);
    expect(sum(widths)).toBeCloseTo(100, 6);
  });

  it("draws nothing for zero and for an empty scale", () => {
    expect(barWidths([0, 5], 10, 3)).toEqual([0, 50]);
    expect(barWidths([0, 0], 0)).toEqual([0, 0]);
  });

  it("never leaves the track when the values exceed the scale", () => {
    expect(sum(barWidths([30, 30], 40))).toBeCloseTo(100, 6);
  });

  it("refuses negative and missing numbers", () => {
    expect(() => barWidths([-1], 10)).toThrow(RangeError);
    expect(() => barWidths([Number.NaN], 10)).toThrow(RangeError);
  });
});

describe("ticksTo", () => {
  it("starts at zero and covers the maximum in round steps", () => {
    expect(ticksTo(14)).toEqual([0, 5, 10, 15]);
    expect(ticksTo(100)).toEqual([0, 50, 100]);
    expect(ticksTo(0)).toEqual([0]);
    expect(ticksTo(0.7).at(-1)).toBeGreaterThanOrEqual(0.7);
  });
});
