import { describe, expect, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { SKOPS_CASES } from "./fixtures/cases";

describe("skops scanner", () => {
  it.each(SKOPS_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    const { formats } = await checkCase(c);
    expect(formats).toContain(c.rule === "zip.program" ? "executable" : "skops");
  });
});
