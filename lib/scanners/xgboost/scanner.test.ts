import { describe, it } from "vitest";
import { checkCase } from "../fixtures/check-case";
import { XGBOOST_CASES } from "./fixtures/cases";

describe("XGBoost scanner", () => {
  it.each(XGBOOST_CASES.map((c) => [c.name, c] as const))("%s", (_, c) => checkCase(c));
});
