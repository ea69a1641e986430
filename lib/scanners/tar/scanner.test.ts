import { describe, expect, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { TAR_CASES } from "./fixtures/cases";

describe("tar scanner", () => {
  it.each(TAR_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("knows PyTorch's oldest files and accounts for their storages", async () => {
    const c = TAR_CASES.find((known) => known.name === "tar: torch tar");
    if (c === undefined) throw new Error("the case is gone");
    const { formats, coverage } = await checkCase(c);
    expect(formats).toEqual(["torch-tar"]);
    // One storage of four floats, and one tensor's sizes, each with its counts.
    expect(coverage.bytesOpaque).toBe(8 + 16 + 32);
  });
});
