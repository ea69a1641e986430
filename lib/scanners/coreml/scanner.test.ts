import { describe, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { COREML_CASES } from "./fixtures/cases";

describe("Core ML scanner", () => {
  it.each(COREML_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });
});
