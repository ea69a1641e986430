import type { RangeSource } from "../range-source";
import { corrupt, type Meter } from "./codec";

const READ_BYTES = 256 * 1024;

/** Packed bytes in order, for decoders that look at single bytes: a window that is refilled between their steps. */
export class Feed {
  bytes: Buffer = Buffer.alloc(0);
  /** Next byte, in `bytes`. */
  p = 0;
  private base: number;

  constructor(
    private readonly source: RangeSource,
    private readonly meter: Meter,
    private readonly readBytes = READ_BYTES,
  ) {
    this.base = meter.at;
  }

  /** Offset of the next byte in the source. */
  get at(): number {
    return this.base + this.p;
  }

  /** Bytes at hand. */
  get left(): number {
    return this.bytes.length - this.p;
  }

  get done(): boolean {
    return this.at >= this.source.size;
  }

  /** Brings at least `count` bytes to hand, or all there are; says whether it could. */
  async want(count: number): Promise<boolean> {
    if (this.left >= count) return true;
    const from = this.at + this.left;
    const length = Math.min(Math.max(this.readBytes, count - this.left), this.source.size - from);
    if (length > 0) {
      this.meter.tick?.();
      const more = await this.source.read(from, length);
      const rest = this.bytes.subarray(this.p);
      this.base = this.at;
      this.bytes = rest.length === 0 ? more : Buffer.concat([rest, more]);
      this.p = 0;
    }
    return this.left >= count;
  }

  /** Passes over `count` bytes without reading those that are not at hand. */
  skip(count: number): void {
    if (count <= this.left) {
      this.p += count;
      return;
    }
    this.base = this.at + count;
    this.bytes = Buffer.alloc(0);
    this.p = 0;
  }

  /** The next `count` bytes, which must be there. */
  async take(count: number): Promise<Buffer> {
    if (!(await this.want(count))) throw corrupt(this.source.id, "the packed data ends early");
    this.p += count;
    return this.bytes.subarray(this.p - count, this.p);
  }
}
