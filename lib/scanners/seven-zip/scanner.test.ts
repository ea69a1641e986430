import { describe, expect, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { ByteReader, HeaderError } from "./byte-reader";
import { SEVEN_ZIP_CASES } from "./fixtures/cases";

describe("7z scanner", () => {
  it.each(SEVEN_ZIP_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    const result = await checkCase(c);
    expect(result.formats).toContain("7z");
    if (c.name.endsWith("encrypted")) expect(result.reasons).toEqual(["encrypted"]);
    if (c.say === "not_scanned" && !c.name.endsWith("encrypted"))
      expect(result.reasons).toEqual(["unsupported_method"]);
  });

  it("reads numbers of every length, and none past what it is told", () => {
    const read = (hex: string) => new ByteReader(Buffer.from(hex, "hex")).number();
    expect([read("7f"), read("8080"), read("c03412"), read("ff0000000001000000")]).toEqual([127, 128, 0x1234, 2 ** 32]);
    expect(() => new ByteReader(Buffer.from([100])).number(99)).toThrow(HeaderError);
    expect(() => read("ffffffffffffffffff")).toThrow(HeaderError);
    expect(() => read("ff00")).toThrow(HeaderError);
  });
});
