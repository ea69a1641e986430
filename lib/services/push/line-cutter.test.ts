import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineCutter, MAX_LINE_BYTES } from "./line-cutter";

const cutAll = (pieces: readonly Buffer[], linesBefore = 0) => {
  const cutter = new LineCutter(linesBefore);
  for (const piece of pieces) cutter.push(piece);
  cutter.finish();
  return { cutter, chunk: cutter.take(), errors: cutter.errors };
};
const text = (...lines: string[]) => [Buffer.from(lines.join("\n"))];

describe("lines of a push", () => {
  it("are the same however the bytes are cut", () => {
    const line = fc.oneof(
      fc.constant(""),
      fc.constant("\r"),
      fc.constant("no json"),
      fc.string({ unit: "grapheme", maxLength: 20 }).map((key) => JSON.stringify({ key, scope: "a" })),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.array(fc.nat(40)), (lines, cuts) => {
        const whole = Buffer.from(lines.join("\n"));
        const pieces: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(whole.subarray(at, at + cut));
          at += cut;
        }
        pieces.push(whole.subarray(at));
        const once = cutAll([whole]);
        const many = cutAll(pieces);
        expect(many.chunk).toEqual(once.chunk);
        expect(many.errors).toEqual(once.errors);
        expect(once.chunk?.page ?? Buffer.alloc(0)).toEqual(whole);
      }),
    );
  });

  it("count what holds something, by scope, and know where they began", () => {
    const { chunk, errors } = cutAll(text('{"scope":"a"}', "", '{"key":1}', "\r", '{"scope":"a"}'), 40);
    expect(chunk).toMatchObject({ firstLine: 41, lines: 5, records: 3, verbatim: true });
    expect(chunk?.seen).toEqual(
      new Map([
        ["a", 2],
        ["", 1],
      ]),
    );
    expect(errors).toEqual([]);
  });

  it("say what is no record, with its line, and stay", () => {
    const { chunk, errors } = cutAll(text("[1]", "{", '{"key":1}', "null"));
    expect(errors.map((e) => [e.line, e.refused])).toEqual([
      [1, false],
      [2, false],
      [4, false],
    ]);
    expect(chunk).toMatchObject({ lines: 4, verbatim: true });
  });

  it("are refused when too long, without being held, and leave the others their numbers", () => {
    const cutter = new LineCutter(0);
    cutter.push(Buffer.from('{"a":1}\n"'));
    const block = Buffer.alloc(64 * 1024, 120);
    for (let i = 0; i < 40; i++) {
      cutter.push(block);
      expect(cutter.rest).toBeLessThanOrEqual(MAX_LINE_BYTES);
    }
    expect(cutter.skipping).toBe(true);
    expect(cutter.restorable).toBe(false);
    cutter.push(Buffer.from('"\n{"b":2}\n'));
    const chunk = cutter.take();
    expect(chunk?.page.toString()).toBe('{"a":1}\n\n{"b":2}\n');
    expect(chunk).toMatchObject({ lines: 3, records: 3, verbatim: false });
    expect(cutter.errors).toEqual([{ line: 2, refused: true, reason: expect.stringContaining("longer than 1 MB") }]);
  });

  it("take a line of just 1 MB and refuse one byte more, in one piece too", () => {
    const line = (length: number) => `"${"x".repeat(length - 2)}"\n`;
    expect(cutAll([Buffer.from(line(MAX_LINE_BYTES))]).errors.map((e) => e.refused)).toEqual([false]);
    expect(cutAll([Buffer.from(line(MAX_LINE_BYTES + 1))]).errors.map((e) => e.refused)).toEqual([true]);
  });

  it("must be UTF-8; a byte order mark is passed over", () => {
    const bad = Buffer.concat([Buffer.from('\ufeff{"a":1}\n{"b":"'), Buffer.from([0xff]), Buffer.from('"}\n{"c":1}')]);
    const { chunk, errors } = cutAll([bad]);
    expect(errors).toEqual([{ line: 2, refused: true, reason: "Line 2 is not UTF-8." }]);
    expect(chunk?.page.toString()).toBe('{"a":1}\n\n{"c":1}');
    expect(chunk?.verbatim).toBe(false);
  });

  it("that wait are given back as they came", () => {
    const cutter = new LineCutter(0);
    cutter.push(Buffer.from('\ufeff{"a":1}\n{"b"'));
    expect(cutter.waiting().toString()).toBe('\ufeff{"a":1}\n{"b"');
    expect(cutter.rest).toBe(4);
  });
});
