import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BinaryRows } from "./binary-copy";

// Bytes by the format's description (PostgreSQL, COPY, "Binary Format"); made here, not recorded.
const HEAD = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);

function rowOf(a: number, b: number): Buffer {
  const row = Buffer.alloc(2 + 8 + 6);
  row.writeInt16BE(2, 0);
  row.writeInt32BE(4, 2);
  row.writeInt32BE(a, 6);
  row.writeInt32BE(2, 10);
  row.writeInt16BE(b, 14);
  return row;
}

function read(pieces: readonly Buffer[]): [number, number][] {
  const rows: [number, number][] = [];
  const parser: BinaryRows = new BinaryRows([4, 2], (bytes, at) =>
    rows.push([bytes.readInt32BE(at + parser.offset(0)), bytes.readInt16BE(at + parser.offset(1))]),
  );
  for (const piece of pieces) parser.take(piece);
  parser.end();
  return rows;
}

describe("binary COPY", () => {
  it("gives the same rows whatever pieces the bytes come in", () => {
    const row = fc.tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: -32_768, max: 32_767 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), fc.array(fc.nat(400), { maxLength: 12 }), (rows, cuts) => {
        const whole = Buffer.concat([HEAD, ...rows.map(([a, b]) => rowOf(a, b)), TRAILER]);
        const places = [0, ...cuts.map((c) => c % (whole.length + 1)).sort((a, b) => a - b), whole.length];
        expect(read(places.slice(1).map((end, i) => whole.subarray(places[i], end)))).toEqual(rows);
      }),
    );
  });

  it("skips an extension of the head, and reads nothing past the end", () => {
    const head = Buffer.concat([HEAD, Buffer.from([1, 2, 3])]);
    head.writeInt32BE(3, 15);
    expect(read([head, rowOf(1, 2), TRAILER, rowOf(3, 4)])).toEqual([[1, 2]]);
  });

  it("refuses another format, other columns, nulls, and a stream that was cut", () => {
    expect(() => read([Buffer.from("1\t2\n3\t4\n and more text")])).toThrow("no binary COPY");
    const three = rowOf(1, 2);
    three.writeInt16BE(3, 0);
    expect(() => read([HEAD, three, TRAILER])).toThrow("3 columns came where 2 whole numbers");
    const nothing = rowOf(1, 2);
    nothing.writeInt32BE(-1, 2);
    expect(() => read([HEAD, nothing, TRAILER])).toThrow("whole numbers");
    expect(() => read([HEAD, rowOf(1, 2), rowOf(3, 4).subarray(0, 9)])).toThrow("in the middle");
    expect(() => read([HEAD.subarray(0, 5)])).toThrow("in the middle");
  });
});
