import { describe, expect, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { COMPRESSED_CASES } from "./fixtures/cases";

describe("compressed scanner", () => {
  it.each(COMPRESSED_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    const result = await checkCase(c);
    if (c.name.includes("bomb") || c.name.includes("deep")) {
      expect(result.reasons.some((word) => word === "limit" || word === "depth_limit")).toBe(true);
    }
  });

  it("names the member by its packing and gives offsets of the unpacked bytes", async () => {
    const c = COMPRESSED_CASES.find((known) => known.name.includes("gzip in gzip"));
    if (c === undefined) throw new Error("the case is gone");
    const [item] = (await checkCase(c)).evidence;
    expect(item).toMatchObject({ member: "(gzip)!(gzip)", offset: 0, memberOffset: 17, compressed: true });
  });
});
