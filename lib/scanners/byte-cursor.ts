import type { RangeSource } from "@/lib/bytes/range-source";

const SMALL_WINDOW = 4 * 1024;
const LARGE_WINDOW = 256 * 1024;
/** The longest piece that is taken into memory at once. */
const MAX_TAKE = 64 << 20;

/** The bytes end before what was asked for, or a length is beyond every file. `at` is where the reading stood. */
export class CursorEnd extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads numbers and texts one after the other. `need` fetches, the rest works on what was fetched; `skip` costs nothing,
 * so payloads that an index accounts for are never read. The window is small after a jump and grows while the reading
 * goes straight on.
 */
export class ByteCursor {
  private base = 0;
  private nextWindow = SMALL_WINDOW;

  constructor(
    readonly source: RangeSource,
    public at = 0,
    readonly end = source.size,
    public bigEndian = false,
    /** Bytes from 0 on that are in memory already. */
    private window: Buffer = Buffer.alloc(0),
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  /** True when the next `n` bytes are in memory. */
  has(n: number): boolean {
    return this.at >= this.base && this.at + n <= this.base + this.window.length;
  }

  /** Makes the next `n` bytes readable. Throws `CursorEnd` when there are not so many. */
  async need(n: number): Promise<void> {
    if (this.has(n)) return;
    if (!(n <= this.left)) throw new CursorEnd(this.at, `${n} bytes are needed at ${this.at}, ${this.left} are left`);
    if (n > MAX_TAKE) throw new CursorEnd(this.at, `${n} bytes at ${this.at} are more than is read at once`);
    const straight = this.at >= this.base && this.at <= this.base + this.window.length;
    this.nextWindow = straight ? Math.min(LARGE_WINDOW, this.nextWindow * 2) : SMALL_WINDOW;
    const length = Math.min(this.left, Math.max(n, this.nextWindow));
    this.window = await this.source.read(this.at, length);
    this.base = this.at;
  }

  skip(n: number): void {
    if (!(n >= 0 && n <= this.left)) {
      throw new CursorEnd(this.at, `${n} bytes are to be skipped at ${this.at}, ${this.left} are left`);
    }
    this.at += n;
  }

  private place(n: number): number {
    if (!this.has(n)) throw new CursorEnd(this.at, `${n} bytes at ${this.at} were not fetched`);
    const at = this.at - this.base;
    this.at += n;
    return at;
  }

  u8(): number {
    return this.window[this.place(1)] as number;
  }

  u16(): number {
    const at = this.place(2);
    return this.bigEndian ? this.window.readUInt16BE(at) : this.window.readUInt16LE(at);
  }

  u32(): number {
    const at = this.place(4);
    return this.bigEndian ? this.window.readUInt32BE(at) : this.window.readUInt32LE(at);
  }

  i32(): number {
    return this.u32() | 0;
  }

  u64Big(): bigint {
    const at = this.place(8);
    return this.bigEndian ? this.window.readBigUInt64BE(at) : this.window.readBigUInt64LE(at);
  }

  /** A 64-bit number that counts something: one that no file can hold throws `CursorEnd`. */
  u64(): number {
    const value = this.u64Big();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new CursorEnd(this.at - 8, `a length of ${value} bytes`);
    return Number(value);
  }

  async take(n: number): Promise<Buffer> {
    await this.need(n);
    const at = this.place(n);
    return this.window.subarray(at, at + n);
  }
}
