import type { RangeSource } from "@/lib/bytes/range-source";
import { ByteCursor, CursorEnd } from "../byte-cursor";

const MAX_DEPTH = 64;
const MAX_VALUES = 20_000_000;
const WIDTHS: Record<string, number> = { i: 1, U: 1, I: 2, u: 2, l: 4, m: 4, L: 8, M: 8, d: 4, D: 8, C: 1 };

/** Universal Binary JSON as plain values; objects are lists of members, so that repeated keys stay. */
export type Ubj = number | string | boolean | null | Ubj[] | UbjObject;
export class UbjObject {
  readonly members: { key: string; at: number; value: Ubj }[] = [];
  get(key: string): Ubj | undefined {
    return this.members.findLast((member) => member.key === key)?.value;
  }
}

export class UbjError extends Error {
  constructor(
    readonly at: number,
    readonly reason: "malformed" | "truncated" | "limit" | "depth_limit",
    message: string,
  ) {
    super(message);
  }
}

/** Reads the value at the start of a source; `end` is where it ends. Throws `UbjError`. */
export async function readUbj(source: RangeSource): Promise<{ value: Ubj; end: number }> {
  const reader = new Reader(new ByteCursor(source, 0, source.size, true));
  try {
    const value = await reader.value(await reader.type(), 0);
    return { value, end: reader.c.at };
  } catch (error) {
    if (error instanceof CursorEnd) throw new UbjError(error.at, "truncated", error.message);
    throw error;
  }
}

class Reader {
  private values = 0;
  constructor(readonly c: ByteCursor) {}

  async type(): Promise<string> {
    for (;;) {
      if (!this.c.has(1)) await this.c.need(1);
      const type = String.fromCharCode(this.c.u8());
      if (type !== "N") return type;
    }
  }

  async value(type: string, depth: number): Promise<Ubj> {
    if (depth > MAX_DEPTH) throw new UbjError(this.c.at, "depth_limit", `it nests deeper than ${MAX_DEPTH} levels`);
    if (++this.values > MAX_VALUES) throw new UbjError(this.c.at, "limit", `it holds more than ${MAX_VALUES} values`);
    if (type === "{") return this.object(depth);
    if (type === "[") return this.array(depth);
    if (type === "Z") return null;
    if (type === "T" || type === "F") return type === "T";
    if (type === "S" || type === "H") return (await this.c.take(await this.length())).toString("utf8");
    return this.number(type);
  }

  private async number(type: string): Promise<number> {
    const width = WIDTHS[type];
    if (width === undefined)
      throw new UbjError(this.c.at, "malformed", `the type ${JSON.stringify(type)} does not exist`);
    const bytes = await this.c.take(width);
    if (type === "d") return bytes.readFloatBE();
    if (type === "D") return bytes.readDoubleBE();
    if (type === "L" || type === "M") return Number(type === "L" ? bytes.readBigInt64BE() : bytes.readBigUInt64BE());
    return type === "i" || type === "I" || type === "l" ? bytes.readIntBE(0, width) : bytes.readUIntBE(0, width);
  }

  private async length(): Promise<number> {
    const type = await this.type();
    const value = type === "d" || type === "D" ? -1 : await this.number(type);
    if (!Number.isSafeInteger(value) || value < 0) throw new UbjError(this.c.at, "malformed", `a length of ${value}`);
    return value;
  }

  /** What stands between a bracket and the content: `$` one type for all, `#` how many. */
  private async head(): Promise<{ type: string | null; count: number | null; first: string }> {
    let first = await this.type();
    let type: string | null = null;
    if (first === "$") {
      type = await this.type();
      first = await this.type();
      if (first !== "#") throw new UbjError(this.c.at, "malformed", "a typed container has no count");
    }
    if (first !== "#") return { type, count: null, first };
    return { type, count: await this.length(), first };
  }

  private async array(depth: number): Promise<Ubj[]> {
    const { type, count, first } = await this.head();
    const items: Ubj[] = [];
    if (count === null) {
      for (let next = first; next !== "]"; next = await this.type()) items.push(await this.value(next, depth + 1));
      return items;
    }
    const width = type === null ? 1 : (WIDTHS[type] ?? 0);
    if (width > 0 && count > this.c.left / width)
      throw new UbjError(this.c.at, "truncated", `a list says it has ${count} entries`);
    if (count > MAX_VALUES) throw new UbjError(this.c.at, "limit", `a list of ${count} entries`);
    if (type !== null && width > 0) return this.numbers(type, width, count);
    for (let i = 0; i < count; i++) items.push(await this.value(type ?? (await this.type()), depth + 1));
    return items;
  }

  private async numbers(type: string, width: number, count: number): Promise<number[]> {
    this.values += count;
    if (this.values > MAX_VALUES) throw new UbjError(this.c.at, "limit", `it holds more than ${MAX_VALUES} values`);
    const out: number[] = [];
    for (let i = 0; i < count; i++) {
      if (!this.c.has(width)) await this.c.need(width);
      out.push(await this.number(type));
    }
    return out;
  }

  private async object(depth: number): Promise<UbjObject> {
    const { type, count, first } = await this.head();
    const object = new UbjObject();
    for (let i = 0, next = first; count === null ? next !== "}" : i < count; i++) {
      const at = this.c.at;
      const key = (await this.c.take(await this.keyLength(count === null ? next : await this.type()))).toString("utf8");
      object.members.push({ key, at, value: await this.value(type ?? (await this.type()), depth + 1) });
      if (count === null) next = await this.type();
    }
    return object;
  }

  private async keyLength(type: string): Promise<number> {
    const value = type in WIDTHS && type !== "d" && type !== "D" ? await this.number(type) : -1;
    if (!Number.isSafeInteger(value) || value < 0) throw new UbjError(this.c.at, "malformed", "a key has no length");
    return value;
  }
}
