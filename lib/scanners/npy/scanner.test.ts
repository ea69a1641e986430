import { describe, expect, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { elementType } from "./dtype";
import { NPY_CASES } from "./fixtures/cases";
import { LiteralError, parseLiteral } from "./literal";

describe("npy scanner", () => {
  it.each(NPY_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("reads Python's literals and nothing that must be evaluated", () => {
    expect(parseLiteral("{'a': (1, 2L, -3,), \"b\": [True, None, 'x\\'y'],}")).toEqual(
      new Map<string, unknown>([
        ["a", [1, 2, -3]],
        ["b", [true, null, "x\\'y"]],
      ]),
    );
    for (const text of ["", "{", "(1", "1 2", "f()", "{1: 2}", "'open", "[1 2]", "1.5", "{'a' 1}"])
      expect(() => parseLiteral(text), text).toThrow(LiteralError);
  });

  it("adds up fields, subarrays and shapes", () => {
    const typeOf = (text: string) => elementType(parseLiteral(text));
    expect(typeOf("[('x', '<f4'), ('y', [('z', '|u1', (3,))], 2)]")).toEqual({ bytes: 10, hasObject: false });
    expect(typeOf("('<f8', (2, 2))")).toEqual({ bytes: 32, hasObject: false });
    expect(typeOf("'<c16'")).toEqual({ bytes: 16, hasObject: false });
    expect(typeOf("7")).toBeNull();
  });
});
