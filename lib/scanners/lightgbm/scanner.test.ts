import { describe, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { LIGHTGBM_CASES } from "./fixtures/cases";

describe("LightGBM scanner", () => {
  it.each(LIGHTGBM_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });
});
