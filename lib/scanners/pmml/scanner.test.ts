import { describe, it } from "vitest";
import { checkCase } from "../fixtures/check-case";
import { PMML_CASES } from "./fixtures/cases";

describe("PMML scanner", () => {
  it.each(PMML_CASES.map((c) => [c.name, c] as const))("%s", (_, c) => checkCase(c));
});
