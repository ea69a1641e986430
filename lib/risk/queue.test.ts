import { describe, expect, it } from "vitest";
import { compareQueue, type QueueItem } from "./queue";

const MADE: QueueItem = {
  exploited: false,
  band: "High",
  age: "in_sla",
  score: 70,
  firstSeenAt: new Date("2026-11-10T00:00:00Z"),
};

describe("compareQueue", () => {
  it("puts exploited first, then band, lateness, score and the longest open", () => {
    const queue: (QueueItem & { name: string })[] = [
      { ...MADE, name: "newer" },
      { ...MADE, name: "older", firstSeenAt: new Date("2026-11-01T00:00:00Z") },
      { ...MADE, name: "higher", score: 79 },
      { ...MADE, name: "late", age: "overdue", score: 61 },
      { ...MADE, name: "later, lower", age: "overdue_2x", score: 60.5 },
      { ...MADE, name: "critical", band: "Critical", score: 80 },
      { ...MADE, name: "exploited", exploited: true, band: "Medium", score: 50 },
    ];
    expect(queue.sort(compareQueue).map((item) => item.name)).toEqual([
      "exploited",
      "critical",
      "late",
      "later, lower",
      "higher",
      "older",
      "newer",
    ]);
    expect(compareQueue(MADE, { ...MADE })).toBe(0);
  });
});
