import { describe, expect, it } from "vitest";
import { gapsOf, linePath, lineSummary } from "./series";

describe("gapsOf", () => {
  it("joins neighbours and keeps separate gaps apart", () => {
    expect(gapsOf([1, null, null, 2, null])).toEqual([
      { from: 1, to: 2 },
      { from: 4, to: 4 },
    ]);
    expect(gapsOf([0, 1])).toEqual([]);
  });
});

describe("linePath", () => {
  it("lifts the pen over a gap and never draws a zero for it", () => {
    const box = { width: 30, height: 10, min: 0, max: 10 };
    expect(linePath([10, 0, null, 5], box)).toBe("M0 0L10 10M30 5");
  });

  it("draws a flat line when all values are equal", () => {
    expect(linePath([4, 4], { width: 10, height: 8, min: 4, max: 4 })).toBe("M0 8L10 8");
  });
});

describe("lineSummary", () => {
  it("says the ends, the range and what is missing", () => {
    const points = [
      { at: "1 Nov", value: 80 },
      { at: "2 Nov", value: null },
      { at: "3 Nov", value: 32 },
    ];
    expect(lineSummary("Posture", points)).toBe(
      "Posture: 80 on 1 Nov, 32 on 3 Nov; lowest 32, highest 80. 1 of 3 points not measured.",
    );
    expect(lineSummary("Posture", [{ at: "1 Nov", value: null }])).toBe("Posture: nothing measured in this time.");
  });
});
