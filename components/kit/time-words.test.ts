import { describe, expect, it } from "vitest";
import { absoluteTime, dayTime, relativeTime, spanWords, stampTime } from "./time-words";

const NOW = "2026-11-17T09:40:00Z";

describe("relativeTime", () => {
  it.each([
    ["2026-11-17T09:39:30Z", "now"],
    ["2026-11-17T09:39:00Z", "1 min ago"],
    ["2026-11-17T08:41:00Z", "59 min ago"],
    ["2026-11-17T08:40:00Z", "1 h ago"],
    ["2026-11-16T09:41:00Z", "23 h ago"],
    ["2026-11-16T09:40:00Z", "1 d ago"],
    ["2026-11-10T09:41:00Z", "6 d ago"],
    ["2026-11-10T09:40:00Z", "10 Nov"],
    ["2025-12-24T00:00:00Z", "24 Dec 2025"],
    ["2026-11-17T12:50:00Z", "in 3 h"],
    ["2026-11-22T00:21:00Z", "22 Nov"],
  ])("says %s as %s", (at, words) => {
    expect(relativeTime(at, NOW)).toBe(words);
  });

  it("refuses what is no time and names it", () => {
    expect(() => relativeTime("yesterday", NOW)).toThrow("Not a time: yesterday");
  });
});

describe("the other forms", () => {
  it("writes absolute, stamp and day in UTC whatever the offset", () => {
    expect(absoluteTime("2026-11-17T10:05:00+01:00")).toBe("17 Nov 2026, 09:05 UTC");
    expect(stampTime("2026-11-17T09:05:00Z", NOW)).toBe("17 Nov, 09:05 UTC");
    expect(stampTime("2025-11-17T09:05:00Z", NOW)).toBe("17 Nov 2025, 09:05 UTC");
    expect(dayTime("2026-11-19T23:59:59Z")).toBe("Thu 19 Nov");
  });

  it("rounds spans down", () => {
    expect(spanWords(59_999)).toBe("now");
    expect(spanWords(-86_399_000)).toBe("23 h");
    expect(spanWords(86_400_000 * 3.9)).toBe("3 d");
  });
});
