import { expect, it } from "vitest";
import { outcomeWords } from "./freshness-ticks";
import { steppedPath, traceWords } from "./trace";

it("steps half way between hops", () => {
  expect(steppedPath([4, 32, 60], [9, 21, 21])).toBe("M4 9H18.0V21H32H46.0V21H60");
});

it("says each stratum as it is entered", () => {
  expect(traceWords(["model", "infrastructure", "infrastructure", "data"])).toBe(
    "Model, then Infrastructure, then Data",
  );
});

it("counts run outcomes without claiming runs that never were", () => {
  expect(outcomeWords(["none", "complete", "denied", "complete"])).toBe("2 complete, 1 part denied");
  expect(outcomeWords(["none"])).toBe("no run yet");
});
