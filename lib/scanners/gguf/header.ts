import type { RangeSource } from "@/lib/bytes/range-source";
import { ByteCursor, CursorEnd } from "../byte-cursor";

const MAX_KEYS = 1_000_000;
const MAX_TENSORS = 10_000_000;
const MAX_KEY_BYTES = 65_535;
const MAX_TENSOR_NAME_BYTES = 4_096;
const MAX_DIMENSIONS = 8;
const MAX_ARRAY_DEPTH = 4;
/** A text of a template may be this long; ordinary ones have a few thousand letters. */
const MAX_TEXT_BYTES = 64 << 20;

/** Bytes of each fixed value type; 8 is a text, 9 an array. */
const VALUE_BYTES: Record<number, number> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const TEXT = 8;
const ARRAY = 9;

/** A key with its texts (one, or those of a list), each with the byte where it begins. Other values are not kept. */
export type GgufKey = {
  key: string;
  keyAt: number;
  type: number;
  number?: number;
  texts: { text: string; bytes: Buffer; at: number }[];
};
export type GgufTensor = { name: string; at: number; type: number; dimensions: bigint[]; offset: bigint };
export type GgufHeader = {
  version: number;
  keys: GgufKey[];
  tensors: GgufTensor[];
  /** Where the header ends, or where reading it stopped. */
  end: number;
  problem?: { at: number; message: string; reason: "truncated" | "malformed" | "limit" };
};

/**
 * Reads keys and tensor list of a GGUF file, versions 1 to 3, either byte order. Of texts only those of keys that `keep`
 * wants are kept. Damage does not throw: what was read before it stays, with the problem beside it.
 */
export async function readGguf(source: RangeSource, keep: (key: string) => boolean): Promise<GgufHeader> {
  const cursor = new ByteCursor(source, 4);
  const header: GgufHeader = { version: 0, keys: [], tensors: [], end: 4 };
  try {
    await cursor.need(4);
    header.version = cursor.u32();
    // The version is a small number: seen from the other end it is a huge one.
    if (header.version >= 65_536) {
      cursor.bigEndian = true;
      header.version = Buffer.from(Uint32Array.of(header.version).buffer).swap32().readUInt32LE(0);
    }
    if (header.version < 1 || header.version > 3)
      return broken(header, cursor, `its version ${header.version} is unknown`);
    await new Reader(cursor, header, keep).read();
  } catch (error) {
    if (!(error instanceof CursorEnd)) throw error;
    header.problem ??= { at: error.at, message: error.message, reason: "truncated" };
  }
  header.end = header.problem === undefined ? cursor.at : Math.min(cursor.at, source.size);
  return header;
}

function broken(header: GgufHeader, cursor: ByteCursor, message: string): GgufHeader {
  header.problem = { at: cursor.at, message, reason: "malformed" };
  header.end = cursor.at;
  return header;
}

class Reader {
  private readonly wide: boolean;
  constructor(
    private readonly c: ByteCursor,
    private readonly header: GgufHeader,
    private readonly keep: (key: string) => boolean,
  ) {
    this.wide = header.version > 1;
  }

  async read(): Promise<void> {
    const tensors = await this.count();
    const keys = await this.count();
    if (keys > MAX_KEYS) return this.stop(`it says it has ${keys} keys`, "limit");
    if (tensors > MAX_TENSORS) return this.stop(`it says it has ${tensors} tensors`, "limit");
    for (let i = 0; i < keys; i++) if (!(await this.key())) return;
    for (let i = 0; i < tensors; i++) if (!(await this.tensor())) return;
  }

  private stop(message: string, reason: "malformed" | "limit" = "malformed"): void {
    this.header.problem = { at: this.c.at, message, reason };
  }

  private async count(): Promise<number> {
    await this.c.need(this.wide ? 8 : 4);
    return this.wide ? this.c.u64() : this.c.u32();
  }

  private async text(limit: number): Promise<{ bytes: Buffer; at: number }> {
    const length = await this.count();
    if (length > limit && length <= this.c.left)
      throw new CursorEnd(this.c.at, `a text of ${length} bytes is longer than the format's readers take`);
    const at = this.c.at;
    return { bytes: await this.c.take(length), at };
  }

  private async key(): Promise<boolean> {
    const keyAt = this.c.at;
    const key = (await this.text(MAX_KEY_BYTES)).bytes.toString("utf8");
    await this.c.need(4);
    const type = this.c.u32();
    const entry: GgufKey = { key, keyAt, type, texts: [] };
    if (!(await this.value(type, entry, this.keep(key), 0))) {
      this.stop(`the value of ${key} has a type that does not exist or nests too deep`);
      return false;
    }
    this.header.keys.push(entry);
    return true;
  }

  private async value(type: number, entry: GgufKey, keep: boolean, depth: number): Promise<boolean> {
    const { c } = this;
    if (type === TEXT) {
      await this.item(entry, keep);
      return true;
    }
    if (type !== ARRAY) {
      const bytes = VALUE_BYTES[type];
      if (bytes === undefined) return false;
      await c.need(bytes);
      if (type === 4) entry.number = c.u32();
      else if (type === 10) entry.number = Number(c.u64Big());
      else c.skip(bytes);
      return true;
    }
    if (depth >= MAX_ARRAY_DEPTH) return false;
    await c.need(4);
    const inner = c.u32();
    const count = await this.count();
    const bytes = VALUE_BYTES[inner];
    if (bytes !== undefined) {
      c.skip(bytes * count);
      return true;
    }
    if (inner !== TEXT && inner !== ARRAY) return false;
    // Each of them takes at least its own length: more than fit are a lie.
    if (count > c.left / (this.wide ? 8 : 4)) throw new CursorEnd(c.at, `a list says it has ${count} entries`);
    for (let i = 0; i < count; i++) {
      if (inner === ARRAY) {
        if (!(await this.value(ARRAY, entry, keep, depth + 1))) return false;
      } else if (keep) await this.item(entry, true);
      else if (c.has(this.wide ? 8 : 4)) c.skip(this.wide ? c.u64() : c.u32());
      else c.skip(await this.count());
    }
    return true;
  }

  private async item(entry: GgufKey, keep: boolean): Promise<void> {
    if (!keep) {
      this.c.skip(await this.count());
      return;
    }
    const { bytes, at } = await this.text(MAX_TEXT_BYTES);
    entry.texts.push({ text: bytes.toString("utf8"), bytes: Buffer.from(bytes), at });
  }

  private async tensor(): Promise<boolean> {
    const at = this.c.at;
    const name = (await this.text(MAX_TENSOR_NAME_BYTES)).bytes.toString("utf8");
    await this.c.need(4);
    const count = this.c.u32();
    if (count > MAX_DIMENSIONS) {
      this.stop(`the tensor ${name} says it has ${count} dimensions`);
      return false;
    }
    await this.c.need(count * 8 + 12);
    const dimensions: bigint[] = [];
    for (let i = 0; i < count; i++) dimensions.push(this.wide ? this.c.u64Big() : BigInt(this.c.u32()));
    this.header.tensors.push({ name, at, dimensions, type: this.c.u32(), offset: this.c.u64Big() });
    return true;
  }
}
