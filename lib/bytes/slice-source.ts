import { checkRange, type RangeSource, type ReadStats, readInto } from "./range-source";

/** A part of another source, with its own offsets starting at zero. Counts what is read through it. */
export class SliceSource implements RangeSource {
  readonly id: string;
  readonly stats: ReadStats = { requests: 0, bytes: 0 };

  /** Throws `ShortReadError` when the part does not lie inside the parent. */
  constructor(
    private readonly parent: RangeSource,
    private readonly from: number,
    readonly size: number,
    id?: string,
  ) {
    checkRange(parent, from, size);
    this.id = id ?? parent.id;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    checkRange(this, offset, length);
    this.stats.requests += 1;
    this.stats.bytes += length;
    return this.parent.read(this.from + offset, length);
  }

  async readInto(target: Buffer, offset: number, length: number): Promise<void> {
    checkRange(this, offset, length);
    this.stats.requests += 1;
    this.stats.bytes += length;
    await readInto(this.parent, target, this.from + offset, length);
  }
}
