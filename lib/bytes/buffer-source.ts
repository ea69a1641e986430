import { checkRange, type RangeSource, type ReadStats } from "./range-source";

/** A source over bytes already in memory; `read` returns views, not copies. */
export class BufferSource implements RangeSource {
  readonly size: number;
  readonly stats: ReadStats = { requests: 0, bytes: 0 };

  constructor(
    private readonly bytes: Buffer,
    readonly id = "buffer",
  ) {
    this.size = bytes.length;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    checkRange(this, offset, length);
    this.stats.requests += 1;
    this.stats.bytes += length;
    return this.bytes.subarray(offset, offset + length);
  }
}
