import { describe, expect, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { LLAMAFILE_CASES } from "./fixtures/cases";

describe("llamafile scanner", () => {
  it.each(LLAMAFILE_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    const { formats } = await checkCase(c);
    expect(formats).toContain(c.rule === "zip.program" ? "executable" : "llamafile");
  });
});
