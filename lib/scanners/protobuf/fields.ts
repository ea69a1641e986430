import { type ByteCursor, CursorEnd } from "../byte-cursor";

/** The bytes are no protobuf message, or too much of one. `at` is where. */
export class ProtoError extends Error {
  constructor(
    readonly at: number,
    readonly reason: "malformed" | "truncated" | "limit" | "depth_limit",
    message: string,
  ) {
    super(message);
  }
}

/** One field: `at` is its tag, [from, to) its payload; `value` is there for numbers of the wire. */
export type ProtoField = { number: number; wire: 0 | 1 | 2 | 5; at: number; from: number; to: number; value: bigint };

/** What one walk may still spend, shared by all its messages. */
export type ProtoBudget = { fields: number; deadlineMs: number };

const MAX_VARINT_BYTES = 10;

async function varint(c: ByteCursor): Promise<bigint> {
  if (!c.has(MAX_VARINT_BYTES)) await c.need(Math.min(MAX_VARINT_BYTES, c.left));
  const at = c.at;
  let low = 0;
  let shift = 0;
  // Up to four bytes fit a plain number; longer ones are rare.
  for (; shift < 28; shift += 7) {
    const byte = c.left > 0 ? c.u8() : -1;
    if (byte < 0) throw new ProtoError(at, "truncated", `a number at ${at} is cut off`);
    low |= (byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt(low);
  }
  let value = BigInt(low);
  for (; shift < 70; shift += 7) {
    const byte = c.left > 0 ? c.u8() : -1;
    if (byte < 0) throw new ProtoError(at, "truncated", `a number at ${at} is cut off`);
    value |= BigInt(byte & 0x7f) << BigInt(shift);
    if (byte < 0x80) return value & 0xffff_ffff_ffff_ffffn;
  }
  throw new ProtoError(at, "malformed", `a number at ${at} never ends`);
}

/**
 * The fields of the message in [from, to), payloads skipped by their length. The consumer may move the cursor; the next
 * field is read where the last one ended. Throws `ProtoError`.
 */
export async function* fieldsOf(
  c: ByteCursor,
  from: number,
  to: number,
  budget: ProtoBudget,
): AsyncGenerator<ProtoField> {
  for (let at = from; at < to; ) {
    if (--budget.fields < 0 || ((budget.fields & 0xfff) === 0 && performance.now() > budget.deadlineMs)) {
      throw new ProtoError(at, "limit", `more fields than are walked in one file, at ${at}`);
    }
    c.at = at;
    const field = await readField(c, at, to);
    at = field.to;
    yield field;
  }
}

async function readField(c: ByteCursor, at: number, to: number): Promise<ProtoField> {
  try {
    const tag = await varint(c);
    const number = Number(tag >> 3n);
    const wire = Number(tag & 7n);
    if (number === 0 || number > 0x1fffffff) throw new ProtoError(at, "malformed", `field number ${number} at ${at}`);
    let value = 0n;
    let length = 0;
    if (wire === 0) value = await varint(c);
    else if (wire === 1) length = 8;
    else if (wire === 5) length = 4;
    else if (wire === 2) {
      value = await varint(c);
      if (value > BigInt(to - c.at)) {
        throw new ProtoError(
          at,
          "truncated",
          `field ${number} at ${at} says it has ${value} bytes, ${Math.max(0, to - c.at)} are left`,
        );
      }
      length = Number(value);
    } else throw new ProtoError(at, "malformed", `wire type ${wire} at ${at}`);
    const from = c.at;
    if (from + length > to) throw new ProtoError(at, "truncated", `field ${number} at ${at} reaches past its message`);
    return { number, wire, at, from, to: from + length, value };
  } catch (error) {
    if (error instanceof CursorEnd) throw new ProtoError(at, "truncated", `a field at ${at} is cut off`);
    throw error;
  }
}
