import type { OpcodeLine } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { ListingStack } from "./listing-stack";
import { OPCODES } from "./opcodes";
import { textAt } from "./operands";

const MAX_ARGUMENT_CHARS = 120;
const NEWLINE = 0x0a;

export type ListingRange = {
  /** Lines that start in [from, to) are given; offsets are of the pickle. */
  from: number;
  to: number;
  /** Offset in the pickle of the buffer's first byte, which must be the start of an opcode. Default 0. */
  base?: number;
};

/**
 * The opcodes of a pickle around a place, named and counted as Python's pickletools does. Reading starts at the buffer's
 * first byte, so that every boundary is right; it ends at the range's end, at the buffer's end, or at the first byte that
 * is no opcode. Goes on behind STOP with an empty stack, as files of several streams need. Never throws.
 */
export function listOpcodes(bytes: Buffer, range: ListingRange): OpcodeLine[] {
  const base = range.base ?? 0;
  const lines: OpcodeLine[] = [];
  const stack = new ListingStack();
  for (let at = 0; at < bytes.length && base + at < range.to; ) {
    const length = opcodeLength(bytes, at);
    const code = bytes[at] ?? 0;
    const opcode = OPCODES[code];
    if (length === null || opcode === undefined) break;
    const argument = argumentOf(bytes, at, length);
    stack.apply(opcode.name, argument);
    if (base + at >= range.from)
      lines.push({ offset: base + at, length, opcode: opcode.name, argument, stack: stack.shown() });
    at += length;
  }
  return lines;
}

/** Bytes of the opcode at `at` with its argument; null when it is none or does not within. */
function opcodeLength(bytes: Buffer, at: number): number | null {
  const left = bytes.length - at;
  const within = (length: number) => (length <= left && length > 0 ? length : null);
  const opcode = OPCODES[bytes[at] ?? 0];
  switch (opcode?.argument) {
    case undefined:
      return null;
    case "none":
      return within(1);
    case "u1":
      return within(2);
    case "u2":
      return within(3);
    case "i4":
    case "u4":
      return within(5);
    case "u8":
    case "f8":
      return within(9);
    case "count1":
      return left < 2 ? null : within(2 + bytes.readUInt8(at + 1));
    case "count4":
      return left < 5 ? null : within(5 + bytes.readUInt32LE(at + 1));
    case "count4s":
      return left < 5 || bytes.readInt32LE(at + 1) < 0 ? null : within(5 + bytes.readInt32LE(at + 1));
    case "count8":
      return left < 9 ? null : within(9 + Number(bytes.readBigUInt64LE(at + 1)));
    case "line": {
      const end = bytes.indexOf(NEWLINE, at + 1);
      return end < 0 ? null : end + 1 - at;
    }
    case "two_lines": {
      const first = bytes.indexOf(NEWLINE, at + 1);
      const second = first < 0 ? -1 : bytes.indexOf(NEWLINE, first + 1);
      return second < 0 ? null : second + 1 - at;
    }
  }
}

const BYTE_STRINGS = new Set([0x42, 0x43, 0x8e, 0x96]);

function argumentOf(bytes: Buffer, at: number, length: number): string {
  const code = bytes[at] ?? 0;
  const end = at + length;
  switch (OPCODES[code]?.argument) {
    case "u1":
      return String(bytes.readUInt8(at + 1));
    case "u2":
      return String(bytes.readUInt16LE(at + 1));
    case "i4":
      return String(bytes.readInt32LE(at + 1));
    case "u4":
      return String(bytes.readUInt32LE(at + 1));
    case "u8":
      return String(bytes.readBigUInt64LE(at + 1));
    case "f8":
      return String(bytes.readDoubleBE(at + 1));
    case "two_lines":
      return cut(bytes.toString("utf8", at + 1, end - 1).replace("\n", " "));
    case "line":
      return code === 0x53 || code === 0x56 ? quoted(bytes, at, end) : cut(bytes.toString("latin1", at + 1, end - 1));
    case "count1":
    case "count4":
    case "count4s":
    case "count8":
      if (code === 0x8a || code === 0x8b) return longNumber(bytes.subarray(code === 0x8a ? at + 2 : at + 5, end));
      return BYTE_STRINGS.has(code) ? `b${quoted(bytes, at, end)}` : quoted(bytes, at, end);
    default:
      return "";
  }
}

function quoted(bytes: Buffer, at: number, end: number): string {
  const text = textAt(bytes, at, end);
  return text === null || text === "more" ? `(${end - at} bytes)` : JSON.stringify(showText(text, MAX_ARGUMENT_CHARS));
}

function cut(text: string): string {
  return showText(text, MAX_ARGUMENT_CHARS);
}

function longNumber(digits: Buffer): string {
  if (digits.length === 0) return "0";
  if (digits.length > 32) return `(a number of ${digits.length} bytes)`;
  const value = BigInt(`0x${Buffer.from(digits).reverse().toString("hex")}`);
  return String(BigInt.asIntN(digits.length * 8, value));
}
