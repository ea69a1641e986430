import { describe, expect, it } from "vitest";
import { pieSlice, readDue } from "./due-words";

const day = (n: number) => n * 86_400_000;

describe("readDue", () => {
  it("counts what is left in whole days, then hours", () => {
    expect(readDue(day(10), day(0), day(7.5))).toEqual({ words: "2 d left", overdue: false, used: 0.75 });
    expect(readDue(day(10), day(0), day(10) - 3_600_000).words).toBe("1 h left");
  });

  it("says overdue and fills the pie", () => {
    expect(readDue(day(10), day(0), day(11.2))).toEqual({ words: "1 d overdue", overdue: true, used: 1 });
    expect(readDue(day(10), day(0), day(10) + 60_000).words).toBe("1 h overdue");
  });

  it("claims nothing about time used when the start is unknown", () => {
    expect(readDue(day(10), null, day(5)).used).toBe(0);
  });
});

describe("pieSlice", () => {
  it("starts at twelve and turns clockwise", () => {
    expect(pieSlice(0.25, 7, 7, 4)).toBe("M7 7V3A4 4 0 0 1 11.00 7.00Z");
    expect(pieSlice(0.75, 7, 7, 4)).toContain("0 1 1 3.00 7.00");
    expect(pieSlice(0, 7, 7, 4)).toBe("");
  });
});
