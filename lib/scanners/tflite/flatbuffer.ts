import { PageCache } from "@/lib/bytes/page-cache";
import type { RangeSource } from "@/lib/bytes/range-source";
import type { ByteRange } from "../part-scan";

export class FlatError extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

const MAX_TABLES = 2_000_000;
const MAX_VECTOR = 4_000_000;

/** A table: where it stands and where each field of it does; 0 means that the field is left out. */
export type FlatTable = { at: number; fields: number[] };

/** Reads tables, vectors and texts of a FlatBuffer by their offsets, each checked against the file, and claims what it read. */
export class FlatBuffer {
  readonly parsed: ByteRange[] = [];
  private readonly cached: PageCache;
  private tables = 0;

  constructor(readonly source: RangeSource) {
    this.cached = new PageCache(source);
  }

  private async read(at: number, length: number): Promise<Buffer> {
    if (!(at >= 0 && length >= 0 && at + length <= this.source.size))
      throw new FlatError(Math.min(Math.max(0, at), this.source.size), `${length} bytes at ${at} lie outside the file`);
    return this.cached.read(at, length);
  }

  private claim(from: number, to: number): void {
    this.parsed.push({ from, to });
  }

  async u32(at: number): Promise<number> {
    return (await this.read(at, 4)).readUInt32LE();
  }

  async u8(at: number): Promise<number> {
    return (await this.read(at, 1)).readUInt8();
  }

  async u64(at: number): Promise<number> {
    const value = (await this.read(at, 8)).readBigUInt64LE();
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
  }

  /** The root table, behind the file's first offset and its identifier. */
  async root(): Promise<FlatTable> {
    this.claim(0, 8);
    return this.table(await this.u32(0));
  }

  async table(at: number): Promise<FlatTable> {
    if (++this.tables > MAX_TABLES) throw new FlatError(at, `more than ${MAX_TABLES} tables`);
    const vtable = at - (await this.read(at, 4)).readInt32LE();
    const head = await this.read(vtable, 4);
    const vtableBytes = head.readUInt16LE(0);
    const tableBytes = head.readUInt16LE(2);
    if (vtableBytes < 4 || vtableBytes % 2 !== 0 || tableBytes < 4) throw new FlatError(vtable, `no table at ${at}`);
    const offsets = await this.read(vtable, vtableBytes);
    await this.read(at, tableBytes);
    this.claim(vtable, vtable + vtableBytes);
    this.claim(at, at + tableBytes);
    const fields: number[] = [];
    for (let i = 4; i < vtableBytes; i += 2) {
      const offset = offsets.readUInt16LE(i);
      if (offset >= tableBytes) throw new FlatError(vtable, `a field of the table at ${at} lies outside it`);
      fields.push(offset === 0 ? 0 : at + offset);
    }
    return { at, fields };
  }

  /** Where the offset in a field leads; null when the field is left out. */
  private async follow(field: number | undefined): Promise<number | null> {
    if (field === undefined || field === 0) return null;
    const offset = await this.u32(field);
    return offset === 0 ? null : field + offset;
  }

  async child(field: number | undefined): Promise<FlatTable | null> {
    const at = await this.follow(field);
    return at === null ? null : this.table(at);
  }

  /** A vector's items: their range, with the length before it claimed. */
  async vector(field: number | undefined, itemBytes: number): Promise<ByteRange | null> {
    const at = await this.follow(field);
    if (at === null) return null;
    const count = await this.u32(at);
    const to = at + 4 + count * itemBytes;
    if (to > this.source.size) throw new FlatError(at, `a list at ${at} says it has ${count} entries`);
    this.claim(at, at + 4);
    return { from: at + 4, to };
  }

  /** A vector of plain numbers: claimed as it stands. */
  async numbers(field: number | undefined, itemBytes: number): Promise<void> {
    const range = await this.vector(field, itemBytes);
    if (range !== null) this.claim(range.from, range.to);
  }

  async text(field: number | undefined): Promise<{ text: string; at: number } | null> {
    const range = await this.vector(field, 1);
    if (range === null) return null;
    // A zero byte ends it.
    this.claim(range.from, Math.min(this.source.size, range.to + 1));
    return {
      text: (await this.read(range.from, Math.min(range.to - range.from, 1 << 16))).toString("utf8"),
      at: range.from,
    };
  }

  async *children(field: number | undefined): AsyncGenerator<FlatTable> {
    const range = await this.vector(field, 4);
    if (range === null) return;
    if ((range.to - range.from) / 4 > MAX_VECTOR) throw new FlatError(range.from, "a list of too many tables");
    this.claim(range.from, range.to);
    for (let at = range.from; at < range.to; at += 4) yield await this.table(at + (await this.u32(at)));
  }
}
