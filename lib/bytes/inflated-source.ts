import { type Codec, type Meter, UnpackError } from "./codecs/codec";
import { inflateRaw } from "./codecs/node-streams";
import { checkRange, type RangeSource, type ReadStats } from "./range-source";

export const INFLATED_PAGE_BYTES = 256 * 1024;
const PAGE_BYTES = INFLATED_PAGE_BYTES;
const KEPT_PAGES = 32;
/** Going back beyond the kept pages means unpacking again from the start; a file that forces more than this is refused. */
const MAX_RESTARTS = 8;
const FREE_REPEATED_BYTES = 128 << 20;
/** Output that is fine whatever the ratio, against the whole input and against the input used so far. */
const FREE_BYTES = 1 << 20;
const FREE_RUN_BYTES = 32 << 20;

export type InflateLimits = {
  /** Output never grows past this many bytes. */
  maxBytes: number;
  /** Output never grows past this many times the input (checked from 1 MiB of output on; on the way from 32 MiB on). */
  maxRatio: number;
  /** Pages that all sources of one scan may keep beyond their own 32, shared; none when absent. */
  pool?: PagePool;
  /** `performance.now()` at which unpacking ends as if a limit of size were met. */
  deadlineMs?: number;
};

/** Pages of 256 KiB still to be had; a source takes from it and gives back on `release`. */
export type PagePool = { pages: number };

/**
 * The unpacked bytes of a packed stream, by offset. Holds at most 8 MiB of output at a time, and more while the
 * scan's pool has pages; the output size is found by
 * one bounded pass in `open`, since the declared one cannot be believed.
 */
export class InflatedSource implements RangeSource {
  readonly stats: ReadStats = { requests: 0, bytes: 0 };
  private pump: AsyncGenerator<Buffer> | undefined;
  private nextPage = 0;
  private restarts = 0;
  private repeatedBytes = 0;

  private constructor(
    private readonly packed: RangeSource,
    readonly size: number,
    /** Bytes of `packed` that the stream takes up; what lies behind belongs to nobody. */
    readonly packedBytes: number,
    /** Set when the stream broke or hit a limit: `size` is what came out before. */
    readonly failure: UnpackError | undefined,
    private readonly limits: InflateLimits,
    private readonly codec: Codec,
    private readonly pages: Map<number, Buffer>,
    private borrowed: number,
  ) {}

  get id(): string {
    return this.packed.id;
  }

  /** Unpacks once to learn the true size. Damage and limits do not throw: they are in `failure`, the prefix is readable. */
  static async open(packed: RangeSource, limits: InflateLimits, codec: Codec = inflateRaw): Promise<InflatedSource> {
    const pages = new Map<number, Buffer>();
    const pool = limits.pool ?? { pages: 0 };
    let borrowed = 0;
    let index = 0;
    const meter = meterOf(packed, limits);
    let size = 0;
    let failure: UnpackError | undefined;
    const note = (part: Buffer) => {
      size += part.length;
    };
    try {
      for await (const page of paged(bounded(packed, limits, codec, meter, note), Number.POSITIVE_INFINITY)) {
        if (pages.size >= KEPT_PAGES + borrowed && pool.pages > 0) {
          pool.pages -= 1;
          borrowed += 1;
        }
        // The first pages, and in the last place always the newest one: readers start at either end.
        if (pages.size >= KEPT_PAGES + borrowed) pages.delete(index - 1);
        pages.set(index++, page);
      }
    } catch (error) {
      if (!(error instanceof UnpackError)) throw error;
      failure = error;
    }
    return new InflatedSource(packed, size, Math.min(meter.at, packed.size), failure, limits, codec, pages, borrowed);
  }

  async read(offset: number, length: number): Promise<Buffer> {
    checkRange(this, offset, length);
    this.stats.requests += 1;
    this.stats.bytes += length;
    const parts: Buffer[] = [];
    for (let at = offset; at < offset + length; ) {
      const n = Math.floor(at / PAGE_BYTES);
      const page = await this.page(n);
      const part = page.subarray(at - n * PAGE_BYTES, offset + length - n * PAGE_BYTES);
      if (part.length === 0) throw new UnpackError("corrupt", `${this.id}: unpacked data ended early`);
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /** Lets go of what is kept and gives borrowed pages back; the source can still be read, at the price of unpacking again. */
  release(): void {
    if (this.limits.pool !== undefined) this.limits.pool.pages += this.borrowed;
    this.borrowed = 0;
    this.pages.clear();
  }

  private noteRestart(): void {
    this.restarts += 1;
    this.repeatedBytes += this.nextPage * PAGE_BYTES;
    if (this.repeatedBytes <= Math.max(FREE_REPEATED_BYTES, MAX_RESTARTS * this.size)) return;
    throw new UnpackError("restarts", `${this.id}: read back and forth ${this.restarts} times`);
  }

  private async page(n: number): Promise<Buffer> {
    const kept = this.pages.get(n);
    if (kept !== undefined) return kept;
    if (this.pump === undefined || n < this.nextPage) {
      if (this.pump !== undefined) this.noteRestart();
      await this.pump?.return(undefined);
      this.pump = paged(bounded(this.packed, this.limits, this.codec, meterOf(this.packed, this.limits)), this.size);
      this.nextPage = 0;
    }
    for (;;) {
      const next = await this.pump.next();
      if (next.done) throw new UnpackError("corrupt", `${this.id}: unpacked data ended early`);
      const index = this.nextPage++;
      this.pages.delete(index);
      this.pages.set(index, next.value);
      for (const old of this.pages.keys()) {
        if (this.pages.size <= KEPT_PAGES + this.borrowed) break;
        this.pages.delete(old);
      }
      if (index === n) return next.value;
    }
  }
}

/** Cuts a stream of parts into pages, and at `size` bytes, so a failure past the readable prefix is not met twice. */
async function* paged(parts: AsyncGenerator<Buffer>, size: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let total = 0;
  const take = () => {
    const page = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
    held = [];
    heldBytes = 0;
    return page;
  };
  try {
    for await (const part of parts) {
      let rest = part.subarray(0, size - total);
      total += rest.length;
      while (rest.length > 0) {
        const piece = rest.subarray(0, PAGE_BYTES - heldBytes);
        held.push(piece);
        heldBytes += piece.length;
        rest = rest.subarray(piece.length);
        if (heldBytes === PAGE_BYTES) yield take();
      }
      if (total >= size) break;
    }
  } catch (error) {
    // What came before the failure can be read, so its last page is given first.
    if (heldBytes > 0) yield take();
    throw error;
  }
  if (heldBytes > 0) yield take();
}

function meterOf(packed: RangeSource, { deadlineMs = Number.POSITIVE_INFINITY }: InflateLimits): Meter {
  const tick = () => {
    if (performance.now() > deadlineMs) throw new UnpackError("bomb", `${packed.id}: takes too long to unpack`);
  };
  return { at: 0, tick };
}

async function* bounded(
  packed: RangeSource,
  limits: InflateLimits,
  codec: Codec,
  meter: Meter,
  note?: (part: Buffer) => void,
): AsyncGenerator<Buffer> {
  let produced = 0;
  const { maxBytes, maxRatio } = limits;
  for await (const chunk of codec(packed, meter)) {
    const room = maxBytes - produced;
    if (chunk.length > room) {
      const last = chunk.subarray(0, room);
      note?.(last);
      if (room > 0) yield last;
      throw new UnpackError("bomb", `${packed.id}: unpacks to more than ${maxBytes} bytes`);
    }
    produced += chunk.length;
    note?.(chunk);
    yield chunk;
    const whole = produced > FREE_BYTES && produced > maxRatio * packed.size;
    if (whole || (produced > FREE_RUN_BYTES && produced > maxRatio * meter.at)) {
      throw new UnpackError("bomb", `${packed.id}: unpacks to more than ${maxRatio} times its size`);
    }
    meter.tick?.();
  }
}
