import { PageCache } from "@/lib/bytes/page-cache";
import type { RangeSource } from "@/lib/bytes/range-source";
import type { ByteRange } from "../part-scan";

/** A structure is not there or contradicts itself. `at` is a byte of the whole file. */
export class H5Error extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/** An address that points nowhere: all bits set. */
export const NOWHERE = -1;
const MAX_READ_BYTES = 64 << 20;

/** Little-endian numbers of any width out of one buffer; reading past it throws `H5Error`. */
export class Fields {
  at = 0;
  constructor(
    readonly bytes: Buffer,
    /** Where the buffer stands in the whole file. */
    readonly place: number,
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  skip(n: number): void {
    if (!(n >= 0 && n <= this.left))
      throw new H5Error(this.place + this.at, `a structure at ${this.place} is cut short`);
    this.at += n;
  }

  take(n: number): Buffer {
    const from = this.at;
    this.skip(n);
    return this.bytes.subarray(from, from + n);
  }

  /** A number of `width` bytes. One beyond every file becomes infinite, all bits set `NOWHERE`. */
  uint(width: number): number {
    const bytes = this.take(width);
    if (width > 1 && bytes.every((byte) => byte === 0xff)) return NOWHERE;
    let value = 0;
    for (let i = width - 1; i >= 0; i--) value = value * 256 + (bytes[i] as number);
    return Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY;
  }

  expect(signature: string): void {
    const found = this.take(signature.length).toString("latin1");
    if (found !== signature) throw new H5Error(this.place, `${signature} is expected at ${this.place}`);
  }
}

/** An HDF5 file: how wide its numbers are, where it begins, and what was read of it. */
export class H5File {
  readonly parsed: ByteRange[] = [];
  readonly opaque: ByteRange[] = [];
  private readonly cached: PageCache;

  constructor(
    readonly source: RangeSource,
    readonly base: number,
    readonly offsetBytes: number,
    readonly lengthBytes: number,
    readonly leafK: number,
    readonly internalK: number,
    readonly chunkK: number,
  ) {
    this.cached = new PageCache(source);
  }

  /** Reads a structure at an address of the file and claims it as understood. Throws `H5Error` when it is not inside. */
  async read(address: number, length: number, claim = true): Promise<Fields> {
    const place = this.base + address;
    if (!(address >= 0 && length >= 0 && length <= MAX_READ_BYTES && place + length <= this.source.size))
      throw new H5Error(
        Math.min(Math.max(0, place), this.source.size) || 0,
        `${length} bytes at address ${address} lie outside the file`,
      );
    if (claim) this.parsed.push({ from: place, to: place + length });
    return new Fields(await this.cached.read(place, length), place);
  }

  /** Claims raw data that an index accounts for. */
  claimData(address: number, length: number): void {
    if (address < 0 || length <= 0) return;
    const from = this.base + address;
    if (!(from + length <= this.source.size))
      throw new H5Error(
        Math.min(from, this.source.size) || 0,
        `data of ${length} bytes at address ${address} lies outside the file`,
      );
    this.opaque.push({ from, to: from + length });
  }

  /** Claims what stands behind the used part of a structure, up to its allocated size. */
  claimRest(address: number, length: number): void {
    const from = this.base + address;
    if (address >= 0 && length > 0) this.parsed.push({ from, to: Math.min(this.source.size, from + length) });
  }
}
