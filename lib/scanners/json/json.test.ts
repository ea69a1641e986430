import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { JsonError, parseJson } from "./parse";
import { readJson } from "./read";
import { type JsonNode, member, membersOf, pointerOf, walkJson } from "./value";

const parse = (text: string) => parseJson(Buffer.from(text));
/** A node as a plain value, the last of equal keys winning. */
function plain(node: JsonNode): unknown {
  if (node.kind === "object") return Object.fromEntries(node.members.map((m) => [m.key, plain(m.value)]));
  if (node.kind === "array") return node.items.map(plain);
  return node.kind === "null" ? null : node.value;
}
const problem = (text: string) => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof JsonError) return error.problem;
  }
  return "none";
};

describe("the reader of JSON", () => {
  it("reads what JSON.parse reads", () => {
    for (const text of [
      '{"a":[1,-2.5e3,0,-0.0,1e-7,123456789012345678],"é\\u0041\\n":"\\ud83d\\ude00","b":{"c":null,"d":true}}',
      "[]",
      "{}",
      ' [ "x" , false ] ',
      "[0.1,1E5]",
    ])
      expect(plain(parse(text).root)).toEqual(JSON.parse(text));
  });

  it("reads what Python reads beside it", () => {
    expect(plain(parse('[NaN,Infinity,-Infinity,"a\tb"]').root)).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      "a\tb",
    ]);
  });

  it("keeps repeated keys and their places", () => {
    const { root, repeated } = parse('{"a":1,"\\u0061":2}');
    expect(membersOf(root, "a")).toHaveLength(2);
    expect(member(root, "a")).toMatchObject({ value: 2, at: 16 });
    expect(repeated).toEqual([{ key: "a", at: 7 }]);
  });

  it.each([
    ['{"a":', "truncated"],
    ['["a', "truncated"],
    ["[1 2]", "malformed"],
    ["[01]", "malformed"],
    ["[1.]", "malformed"],
    ["[--1]", "malformed"],
    ["{a:1}", "malformed"],
    ["[tru]", "malformed"],
    ["[".repeat(100_000), "depth_limit"],
    ['{"a":'.repeat(100_000), "depth_limit"],
  ])("answers %.20s with %s", (text, said) => expect(problem(text)).toBe(said));

  it("gives pointers and bytes in every encoding", async () => {
    const text = '{"ä/b~":["😀",{"c":"x\\n😀y"}]}';
    const utf32 = Buffer.from(Uint32Array.from([...text].map((c) => c.codePointAt(0) ?? 0)).buffer);
    const files: [Buffer, (t: string) => number][] = [
      [Buffer.from(text), (t) => Buffer.byteLength(t)],
      [Buffer.from(`\ufeff${text}`), (t) => 3 + Buffer.byteLength(t)],
      [Buffer.from(text, "utf16le"), (t) => t.length * 2],
      [Buffer.from(`\ufeff${text}`, "utf16le").swap16(), (t) => 2 + t.length * 2],
      [utf32, (t) => [...t].length * 4],
    ];
    for (const [bytes, width] of files) {
      const read = await readJson(new BufferSource(bytes), bytes);
      if (read.kind !== "json") throw new Error("not read as JSON");
      const found = [...walkJson(read.root)].find(({ key }) => key === "c");
      expect(pointerOf(found?.path ?? null)).toBe("/ä~1b~0/1/c");
      expect(read.byteAt(found?.node.at ?? 0)).toBe(width(text.slice(0, text.indexOf('"x'))));
      // Behind the quote, the letter, the escape and the two halves of the face.
      expect(read.byteAt(found?.node.at ?? 0, 4)).toBe(width(text.slice(0, text.indexOf("y"))));
    }
  });

  it("is no reader of anything else", async () => {
    for (const text of ["", "hello", "[section]\na=1", "{{ template }}", "\x80\x04."]) {
      const bytes = Buffer.from(text, "latin1");
      expect((await readJson(new BufferSource(bytes), bytes)).kind).toBe("other");
    }
  });
});
