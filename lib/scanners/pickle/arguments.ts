import { BufferSource } from "@/lib/bytes/buffer-source";
import type { RangeSource } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import type { ByteRange } from "../part-scan";
import { textAt } from "./operands";

/** Longest text that is turned back into bytes, and longest line that is. */
const MAX_TEXT_BYTES = 64 << 20;
const MAX_LINE_BYTES = 1 << 20;
/** Base64 of `80 02` to `80 05`. */
const BASE64_START = /^gA[I-X]/;

/** What stands in an argument that may be a pickle or an archive of its own. */
export type Argument = {
  source: RangeSource;
  /** Where its first byte stands in the pickle; null when it is written otherwise there, as a text or in base64. */
  at: number | null;
};

/** The bytes an opcode at `at` pushes, as a loader would be given them; null when they cannot be told. */
export async function argumentAt(source: RangeSource, at: number, end: number): Promise<Argument | null> {
  const head = await source.read(at, Math.min(16, end - at));
  const range = countedRange(head, at);
  if (range === null) return onLine(source, at, end);
  if (range.to > end) return null;
  const length = range.to - range.from;
  const start = (await source.read(range.from, Math.min(8, length))).toString("latin1");
  if (BASE64_START.test(start) && length <= MAX_TEXT_BYTES) {
    const text = (await source.read(range.from, length)).toString("latin1");
    return { source: new BufferSource(Buffer.from(text, "base64")), at: null };
  }
  const isText = head[0] === 0x8c || head[0] === 0x58 || head[0] === 0x8d;
  if (!isText || start.charCodeAt(0) < 0x80)
    return { source: new SliceSource(source, range.from, length), at: range.from };
  // One character a byte: how protocols below 3 write bytes.
  const text = length <= MAX_TEXT_BYTES ? (await source.read(range.from, length)).toString("utf8") : "";
  return text === "" ? null : { source: new BufferSource(Buffer.from(text, "latin1")), at: null };
}

async function onLine(source: RangeSource, at: number, end: number): Promise<Argument | null> {
  const bytes = await source.read(at, Math.min(MAX_LINE_BYTES, end - at));
  const text = textAt(bytes, 0, bytes.length);
  if (text === null || text === "more") return null;
  return { source: new BufferSource(Buffer.from(text, "latin1")), at: null };
}

function countedRange(head: Buffer, at: number): ByteRange | null {
  const code = head[0] ?? 0;
  const narrow = code === 0x43 || code === 0x8c || code === 0x55;
  const middle = code === 0x42 || code === 0x58 || code === 0x54;
  const wide = code === 0x8e || code === 0x8d || code === 0x96;
  if (narrow && head.length > 1) return { from: at + 2, to: at + 2 + (head[1] ?? 0) };
  if (middle && head.length > 4) return { from: at + 5, to: at + 5 + head.readUInt32LE(1) };
  if (wide && head.length > 8) return { from: at + 9, to: at + 9 + Number(head.readBigUInt64LE(1)) };
  return null;
}
