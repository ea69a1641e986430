import { createInflateRaw, type InflateRaw } from "node:zlib";
import { FaultlineError } from "@/lib/domain/errors";
import { checkRange, type RangeSource, type ReadStats } from "./range-source";

const FEED_BYTES = 64 * 1024;
const PAGE_BYTES = 256 * 1024;
const KEPT_PAGES = 32;
/** Going back beyond the kept pages means inflating again from the start; a file that forces more is refused. */
const MAX_RESTARTS = 8;

export type InflateLimits = {
  /** Output never grows past this many bytes. */
  maxBytes: number;
  /** Output never grows past this many times the input (checked from 1 MiB of output on). */
  maxRatio: number;
};

/** Why inflating stopped: the data is damaged, a bomb by the limits, or it is read back and forth too often. */
export class InflateError extends FaultlineError {
  constructor(
    readonly reason: "corrupt" | "bomb" | "restarts",
    message: string,
  ) {
    super(reason === "corrupt" ? "invalid_input" : "limit", message);
    this.name = "InflateError";
  }
}

/**
 * The inflated bytes of a raw deflate stream, by offset. Holds at most 8 MiB of output at a time; the output size is
 * found by one bounded pass in `open`, since the declared one cannot be believed.
 */
export class InflatedSource implements RangeSource {
  readonly stats: ReadStats = { requests: 0, bytes: 0 };
  private readonly pages = new Map<number, Buffer>();
  private pump: AsyncGenerator<Buffer> | undefined;
  private nextPage = 0;
  private restarts = 0;

  private constructor(
    private readonly packed: RangeSource,
    readonly size: number,
    /** True when the stream broke or hit a limit: `size` is what came out before. */
    readonly failure: InflateError | undefined,
    private readonly limits: InflateLimits,
  ) {}

  get id(): string {
    return this.packed.id;
  }

  /** Inflates once to learn the true size. Damage and limits do not throw: they are in `failure`, the prefix is readable. */
  static async open(packed: RangeSource, limits: InflateLimits): Promise<InflatedSource> {
    let size = 0;
    let failure: InflateError | undefined;
    try {
      for await (const part of inflate(packed, limits)) size += part.length;
    } catch (error) {
      if (!(error instanceof InflateError)) throw error;
      failure = error;
    }
    return new InflatedSource(packed, size, failure, limits);
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
      if (part.length === 0) throw new InflateError("corrupt", `${this.id}: inflated data ended early`);
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  private async page(n: number): Promise<Buffer> {
    const kept = this.pages.get(n);
    if (kept !== undefined) return kept;
    if (this.pump === undefined || n < this.nextPage) {
      if (this.pump !== undefined && ++this.restarts > MAX_RESTARTS) {
        throw new InflateError("restarts", `${this.id}: read back and forth more than ${MAX_RESTARTS} times`);
      }
      await this.pump?.return(undefined);
      this.pump = paged(inflate(this.packed, this.limits), this.size);
      this.nextPage = 0;
    }
    for (;;) {
      const next = await this.pump.next();
      if (next.done) throw new InflateError("corrupt", `${this.id}: inflated data ended early`);
      const index = this.nextPage++;
      this.pages.delete(index);
      this.pages.set(index, next.value);
      for (const old of this.pages.keys()) {
        if (this.pages.size <= KEPT_PAGES) break;
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
  for await (const part of parts) {
    let rest = part.subarray(0, size - total);
    total += rest.length;
    while (rest.length > 0) {
      const take = rest.subarray(0, PAGE_BYTES - heldBytes);
      held.push(take);
      heldBytes += take.length;
      rest = rest.subarray(take.length);
      if (heldBytes === PAGE_BYTES) {
        yield Buffer.concat(held);
        held = [];
        heldBytes = 0;
      }
    }
    if (total >= size) break;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

async function* inflate(packed: RangeSource, limits: InflateLimits): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw();
  const feeding = feed(packed, inflater);
  let produced = 0;
  try {
    for await (const chunk of inflater as AsyncIterable<Buffer>) {
      const room = limits.maxBytes - produced;
      if (chunk.length > room) {
        if (room > 0) yield chunk.subarray(0, room);
        throw new InflateError("bomb", `${packed.id}: inflates to more than ${limits.maxBytes} bytes`);
      }
      produced += chunk.length;
      yield chunk;
      if (produced > 1 << 20 && produced > limits.maxRatio * packed.size) {
        throw new InflateError("bomb", `${packed.id}: inflates to more than ${limits.maxRatio} times its size`);
      }
    }
    await feeding;
  } catch (error) {
    if (error instanceof FaultlineError) throw error;
    throw new InflateError("corrupt", `${packed.id}: damaged deflate stream after ${produced} bytes`);
  } finally {
    inflater.destroy();
    await feeding.catch(() => undefined);
  }
}

async function feed(packed: RangeSource, inflater: InflateRaw): Promise<void> {
  for (let offset = 0; offset < packed.size && !inflater.destroyed && !inflater.writableEnded; offset += FEED_BYTES) {
    const bytes = await packed.read(offset, Math.min(FEED_BYTES, packed.size - offset));
    if (inflater.destroyed) return;
    if (!inflater.write(bytes)) {
      await new Promise<void>((resolve) => {
        inflater.once("drain", resolve);
        inflater.once("close", resolve);
        inflater.once("end", resolve);
      });
    }
  }
  if (!inflater.destroyed) inflater.end();
}
