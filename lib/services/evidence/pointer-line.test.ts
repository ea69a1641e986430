import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineOfPointer } from "./pointer-line";

const TEXT = `{
  "a": [1, {"b": "x"},
    3],
  "k/~ey": {
    "deep": [
      true
    ]
  },
  "last": "a } , ] \\" {"
}`;

describe("lineOfPointer", () => {
  it.each([
    ["", 1, 10],
    ["/a", 2, 3],
    ["/a/0", 2, 2],
    ["/a/1/b", 2, 2],
    ["/a/2", 3, 3],
    ["/k~1~0ey", 4, 8],
    ["/k~1~0ey/deep/0", 6, 6],
    ["/last", 9, 9],
  ])("finds %s", (pointer, from, to) => expect(lineOfPointer(TEXT, pointer)).toEqual({ from, to }));

  it.each(["/missing", "/a/7", "/a/1/b/c", "/last/0"])("gives null for %s, which is not there", (pointer) =>
    expect(lineOfPointer(TEXT, pointer)).toBeNull(),
  );

  it("gives null for cut text and never throws on any", () => {
    expect(lineOfPointer('{"a": [1, {"b": "x', "/a/1/b")).toBeNull();
    fc.assert(fc.property(fc.string(), fc.string(), (text, pointer) => void lineOfPointer(text, pointer)));
  });

  it("finds every value of a pretty-printed document on the line that prints it", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.integer()), { minLength: 1 }), (docs) => {
        const text = JSON.stringify(docs, null, 1);
        const lines = text.split("\n");
        docs.forEach((doc, i) => {
          for (const [key, value] of Object.entries(doc)) {
            const at = lineOfPointer(text, `/${i}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
            expect(lines[(at?.from ?? 0) - 1]).toContain(`${JSON.stringify(key)}: ${JSON.stringify(value)}`);
          }
        });
      }),
    );
  });
});
