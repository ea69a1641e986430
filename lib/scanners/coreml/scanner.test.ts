import { describe, it } from "vitest";
import { checkCase } from "../fixtures/check-case";
import { COREML_CASES } from "./fixtures/cases";

describe("Core ML scanner", () => {
  it.each(COREML_CASES.map((c) => [c.name, c] as const))("%s", (_, c) => checkCase(c));
});
