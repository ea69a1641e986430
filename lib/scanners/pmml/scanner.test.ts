import { describe, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { PMML_CASES } from "./fixtures/cases";

describe("PMML scanner", () => {
  it.each(PMML_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });
});
