import { describe, expect, it } from "vitest";
import { sha256Hex } from "@/lib/domain/digest";
import { RepeatCheck, type Segment } from "./repeat-check";

const sent = Buffer.from("aaaa\nbbbb\ncccc\ndd");
const segments: Segment[] = [
  [5, sha256Hex(sent.subarray(0, 5))],
  [10, null],
  [15, sha256Hex(sent.subarray(10, 15))],
];
const check = () => new RepeatCheck(segments, sent.subarray(15), 15);
const inPieces = (bytes: Buffer, from: number, size: number): boolean => {
  const c = check();
  for (let at = from; at < bytes.length; at += size) if (!c.same(at, bytes.subarray(at, at + size))) return false;
  return true;
};

describe("bytes that come again", () => {
  it("pass when they are the same, in pieces of any size and from anywhere", () => {
    for (let size = 1; size <= sent.length; size++)
      for (const from of [0, 3, 5, 12, 15, 16]) expect(inPieces(sent, from, size), `${from} ${size}`).toBe(true);
  });

  it("are noticed when they differ in a chunk that comes whole, or in the end that waits", () => {
    for (const at of [0, 4, 11, 15, 16]) {
      const other = Buffer.from(sent);
      other[at] = 120;
      for (let size = 1; size <= sent.length; size++) expect(inPieces(other, 0, size), `${at} ${size}`).toBe(false);
    }
  });

  it("pass where there is nothing to compare them with", () => {
    const other = Buffer.from(sent);
    other[7] = 120;
    expect(inPieces(other, 0, 4)).toBe(true);
    expect(inPieces(Buffer.from("xxxx"), 1, 2)).toBe(true);
  });
});
