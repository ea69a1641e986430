import { describe, expect, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { MATRIX_PICKLES } from "./fixtures/matrix";

describe("bypasses of the pickle machine", () => {
  it.each(MATRIX_PICKLES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("gives the place of what stands in a container inside an argument", async () => {
    const c = MATRIX_PICKLES.find(({ name }) => name === "loader given a torch zip");
    if (c === undefined) throw new Error("the case is gone");
    const { evidence } = await checkCase(c);
    const member = `argument@${c.bytes.indexOf("PK\x03\x04")}!archive/data.pkl`;
    const found = evidence.find((item) => item.import?.name === "system" && item.member === member);
    expect(c.bytes[found?.offset ?? 0]).toBe(0x93);
  });
});
