import { describe, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { XGBOOST_CASES } from "./fixtures/cases";

describe("XGBoost scanner", () => {
  it.each(XGBOOST_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });
});
