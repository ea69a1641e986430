import { describe, expect, it } from "vitest";
import { ageFactor, slaDue, slaMs } from "./sla";

const START = new Date("2026-11-09T12:00:00Z");
const DAY_MS = 86_400_000;
const dayAfter = (days: number) => new Date(START.getTime() + days * DAY_MS);

describe("slaDue", () => {
  it("gives each band its days, and three to what is exploited or confirmed malicious", () => {
    expect(slaDue("Critical", false, START)).toEqual(dayAfter(7));
    expect(slaDue("High", false, START)).toEqual(dayAfter(30));
    expect(slaDue("Medium", false, START)).toEqual(dayAfter(90));
    expect(slaDue("Low", false, START)).toEqual(dayAfter(180));
    expect(slaDue("Info", false, START)).toBeNull();
    expect(slaDue("Low", true, START)).toEqual(dayAfter(3));
  });
});

describe("ageFactor", () => {
  it("turns overdue after the due moment, and again after a second full term", () => {
    const due = slaDue("Critical", false, START);
    const word = (days: number) => ageFactor(due, dayAfter(days), slaMs("Critical", false));
    expect([0, 7, 7.01, 14, 14.01].map(word)).toEqual(["in_sla", "in_sla", "overdue", "overdue", "overdue_2x"]);
    expect(ageFactor(null, dayAfter(999), null)).toBe("in_sla");
  });
});
