import type { RangeSource } from "@/lib/bytes/range-source";
import { ByteCursor, CursorEnd } from "../byte-cursor";

const MAX_DEPTH = 200;
const MAX_VALUES = 50_000_000;
const MAX_TEXT_BYTES = 1 << 20;

export type MsgpackReason = "malformed" | "truncated" | "depth_limit" | "limit";
export class MsgpackError extends Error {
  constructor(
    readonly at: number,
    readonly reason: MsgpackReason,
    message: string,
  ) {
    super(message);
  }
}

/** What is met on the way, in order; offsets are of the payload. `path` names the keys down to it. */
export type MsgpackVisitor = {
  text?: (path: string, text: string, from: number) => void;
  bytes?: (path: string, from: number, to: number) => Promise<void>;
  extension?: (path: string, code: number, from: number, to: number) => Promise<void>;
  repeated?: (path: string, at: number) => void;
};

/** Walks one value from `from` on; gives where it ends. Throws `MsgpackError`. Payloads are skipped by their length. */
export async function walkMsgpack(
  source: RangeSource,
  from: number,
  to: number,
  visitor: MsgpackVisitor,
): Promise<number> {
  const walker = new Walker(new ByteCursor(source, from, to, true), visitor);
  try {
    await walker.value("", 0);
    return walker.c.at;
  } catch (error) {
    if (error instanceof CursorEnd) throw new MsgpackError(error.at, "truncated", error.message);
    throw error;
  }
}

/** Sizes of what begins with each byte from 0xc4 on: how many bytes of length, or how long a number is. */
const NUMBER_BYTES: Record<number, number> = {
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
};
const FIXED_EXTENSION: Record<number, number> = { 212: 1, 213: 2, 214: 4, 215: 8, 216: 16 };

class Walker {
  private values = 0;
  constructor(
    readonly c: ByteCursor,
    private readonly visitor: MsgpackVisitor,
  ) {}

  private async length(bytes: number): Promise<number> {
    await this.c.need(bytes);
    return bytes === 1 ? this.c.u8() : bytes === 2 ? this.c.u16() : this.c.u32();
  }

  async value(path: string, depth: number): Promise<void> {
    const { c } = this;
    if (depth > MAX_DEPTH) throw new MsgpackError(c.at, "depth_limit", `it nests deeper than ${MAX_DEPTH} levels`);
    if (++this.values > MAX_VALUES) throw new MsgpackError(c.at, "limit", `it holds more than ${MAX_VALUES} values`);
    const type = await this.length(1);
    if (type <= 0x7f || type >= 0xe0 || type === 0xc0 || type === 0xc2 || type === 0xc3) return;
    if (type <= 0x8f) return this.map(type & 0x0f, path, depth);
    if (type <= 0x9f) return this.list(type & 0x0f, path, depth);
    if (type <= 0xbf) return this.text(path, type & 0x1f);
    const number = NUMBER_BYTES[type];
    const extension = FIXED_EXTENSION[type];
    if (number !== undefined) {
      c.skip(number);
      return;
    }
    if (extension !== undefined) return this.extension(path, extension);
    if (type >= 0xc4 && type <= 0xc6) return this.bytes(path, await this.length(1 << (type - 0xc4)));
    if (type >= 0xc7 && type <= 0xc9) return this.extension(path, await this.length(1 << (type - 0xc7)));
    if (type >= 0xd9 && type <= 0xdb) return this.text(path, await this.length(1 << (type - 0xd9)));
    if (type === 0xdc || type === 0xdd) return this.list(await this.length(type === 0xdc ? 2 : 4), path, depth);
    if (type === 0xde || type === 0xdf) return this.map(await this.length(type === 0xde ? 2 : 4), path, depth);
    throw new MsgpackError(c.at - 1, "malformed", `the byte ${type} begins no value`);
  }

  private async map(count: number, path: string, depth: number): Promise<void> {
    if (count > this.c.left / 2) throw new MsgpackError(this.c.at, "truncated", `a map says it has ${count} entries`);
    const seen = new Set<string>();
    for (let i = 0; i < count; i++) {
      const at = this.c.at;
      const key = await this.key(depth);
      if (key !== null && seen.has(key)) this.visitor.repeated?.(`${path}/${key}`, at);
      if (key !== null) seen.add(key);
      await this.value(`${path}/${key ?? i}`.slice(0, 500), depth + 1);
    }
  }

  /** A text key; null for any other, which is walked like a value. */
  private async key(depth: number): Promise<string | null> {
    await this.c.need(1);
    const type = this.c.u8();
    const length =
      type >= 0xa0 && type <= 0xbf
        ? type & 0x1f
        : type >= 0xd9 && type <= 0xdb
          ? await this.length(1 << (type - 0xd9))
          : null;
    if (length !== null && length <= MAX_TEXT_BYTES) return (await this.c.take(length)).toString("utf8");
    this.c.at -= 1;
    await this.value("", depth + 1);
    return null;
  }

  private async list(count: number, path: string, depth: number): Promise<void> {
    if (count > this.c.left) throw new MsgpackError(this.c.at, "truncated", `a list says it has ${count} entries`);
    for (let i = 0; i < count; i++) await this.value(`${path}/${i}`.slice(0, 500), depth + 1);
  }

  private async text(path: string, length: number): Promise<void> {
    const from = this.c.at;
    if (this.visitor.text !== undefined && length <= MAX_TEXT_BYTES) {
      this.visitor.text(path, (await this.c.take(length)).toString("utf8"), from);
    } else this.c.skip(length);
  }

  private async bytes(path: string, length: number): Promise<void> {
    const from = this.c.at;
    this.c.skip(length);
    await this.visitor.bytes?.(path, from, this.c.at);
    this.c.at = from + length;
  }

  private async extension(path: string, length: number): Promise<void> {
    await this.c.need(1);
    const code = (this.c.u8() << 24) >> 24;
    const from = this.c.at;
    this.c.skip(length);
    await this.visitor.extension?.(path, code, from, this.c.at);
    this.c.at = from + length;
  }
}
