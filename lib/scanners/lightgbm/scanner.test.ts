import { describe, it } from "vitest";
import { checkCase } from "../fixtures/check-case";
import { LIGHTGBM_CASES } from "./fixtures/cases";

describe("LightGBM scanner", () => {
  it.each(LIGHTGBM_CASES.map((c) => [c.name, c] as const))("%s", (_, c) => checkCase(c));
});
