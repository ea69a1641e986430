import { describe, expect, it } from "vitest";
import { longDay, movementSentence, signed } from "./words";

describe("words of the overview", () => {
  it("names the day in UTC", () => {
    expect(longDay("2026-11-17T23:59:59Z")).toBe("Tuesday 17 November");
  });

  it("signs with a real minus and says when nothing moved", () => {
    expect(signed(2.44)).toBe("+2.4");
    expect(signed(-56.1)).toBe("−56.1");
    expect(signed(-0.04)).toBe("±0");
  });

  it("never claims a share of nothing", () => {
    const quiet = { opened: 3, proven: 0, closedNoProof: 0, running: true };
    expect(movementSentence([quiet])).toBe("Nothing was closed in 1 week. This week is still running.");
    expect(movementSentence([{ ...quiet, proven: 4, closedNoProof: 1, running: false }])).toBe(
      "80% of the 5 closed in 1 week were proven by a rescan.",
    );
  });
});
