import { describe, expect, it } from "vitest";
import { longDay, movementSentence, signed, stepsByDay } from "./words";

describe("words of the overview", () => {
  it("names the day in UTC", () => {
    expect(longDay("2026-11-17T23:59:59Z")).toBe("Tuesday 17 November");
  });

  it("signs with a real minus and says when nothing moved", () => {
    expect(signed(2.44)).toBe("+2.4");
    expect(signed(-56.1)).toBe("−56.1");
    expect(signed(-0.04)).toBe("±0");
  });

  const quiet = { at: "2026-11-10T08:00:00Z", label: "x", opened: 3, proven: 0, closedNoProof: 0, running: true };

  it("never claims a share of nothing", () => {
    expect(movementSentence([])).toBe("Nothing was ranked yet.");
    expect(movementSentence([quiet])).toBe("Since Tue 10 Nov nothing was closed. The last step is still running.");
    expect(movementSentence([{ ...quiet, proven: 4, closedNoProof: 1, running: false }])).toBe(
      "Since Tue 10 Nov 5 closed, 80% of them proven by a rescan.",
    );
  });

  it("joins the runs of one day", () => {
    const steps = [
      quiet,
      { ...quiet, at: "2026-11-10T20:00:00Z", opened: 2 },
      { ...quiet, at: "2026-11-11T01:00:00Z" },
    ];
    expect(stepsByDay(steps).map((s) => [s.label, s.opened])).toEqual([
      ["Tue 10 Nov", 5],
      ["Wed 11 Nov", 3],
    ]);
    expect(quiet.opened).toBe(3);
  });
});
