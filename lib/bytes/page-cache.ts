import { checkRange, type RangeSource, type ReadStats } from "./range-source";

export const PAGE_BYTES = 256 * 1024;
const MAX_PAGES = 64;
/** Read ahead doubles with every sequential page up to here: 4 MiB. */
const MAX_AHEAD = 16;

/**
 * Keeps the last used 256 KiB pages of a source (64 of them: 16 MiB), so that readers may ask for a few bytes at a time.
 * Missing neighbours are fetched in one request. Long reads and `readDirect` go past the cache and evict nothing. With
 * `readAhead`, for sources where a request costs more than bytes, pages read one after the other are fetched ahead.
 */
export class PageCache implements RangeSource {
  readonly size: number;
  readonly id: string;
  private readonly pages = new Map<number, Buffer>();
  private nextPage = -1;
  private ahead = 1;

  constructor(
    private readonly source: RangeSource,
    private readonly maxPages = MAX_PAGES,
    private readonly readAhead = false,
  ) {
    this.size = source.size;
    this.id = source.id;
  }

  /** What reached the source below: the true cost. */
  get stats(): ReadStats {
    return this.source.stats;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    checkRange(this, offset, length);
    if (length === 0) return Buffer.alloc(0);
    // Where requests are dear even a long read is one of several that go straight on.
    if (length >= PAGE_BYTES * (this.readAhead ? MAX_AHEAD : 2)) return this.source.read(offset, length);
    const first = Math.floor(offset / PAGE_BYTES);
    const last = Math.floor((offset + length - 1) / PAGE_BYTES);
    const ahead = this.readAhead ? this.lookAhead(first, last) : last;
    await this.load(first, ahead).catch((error: unknown) => {
      // What is merely fetched ahead must not fail what is needed now: a budget may hold the one and not the other.
      if (ahead === last) throw error;
      return this.load(first, last);
    });
    const parts: Buffer[] = [];
    for (let n = first; n <= last; n++) {
      const start = n * PAGE_BYTES;
      parts.push(this.page(n).subarray(Math.max(0, offset - start), offset + length - start));
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /** Reads just these bytes, from a page already here or from the source: for headers scattered over gigabytes. */
  async readDirect(offset: number, length: number): Promise<Buffer> {
    checkRange(this, offset, length);
    const n = Math.floor(offset / PAGE_BYTES);
    const within = offset + length <= (n + 1) * PAGE_BYTES;
    return within && this.pages.has(n) ? this.read(offset, length) : this.source.read(offset, length);
  }

  private page(n: number): Buffer {
    const page = this.pages.get(n);
    if (page === undefined) throw new Error(`page ${n} of ${this.id} was not loaded`);
    this.pages.delete(n);
    this.pages.set(n, page);
    return page;
  }

  /** The last page worth fetching now: twice as far each time that reading goes straight on. */
  private lookAhead(first: number, last: number): number {
    if (this.pages.has(last)) return last;
    const straightOn = first <= this.nextPage && this.nextPage <= last;
    const span = last - first + 1;
    this.ahead = straightOn ? Math.min(Math.max(this.ahead, span) * 2, MAX_AHEAD) : 1;
    const end = Math.min(Math.max(last, first + this.ahead - 1), Math.floor((this.size - 1) / PAGE_BYTES));
    this.nextPage = end + 1;
    return end;
  }

  private async load(first: number, last: number): Promise<void> {
    for (let n = first; n <= last; n++) {
      if (this.pages.has(n)) continue;
      let end = n;
      while (end < last && !this.pages.has(end + 1)) end += 1;
      const from = n * PAGE_BYTES;
      const bytes = await this.source.read(from, Math.min((end + 1) * PAGE_BYTES, this.size) - from);
      for (let k = n; k <= end; k++) {
        this.pages.set(k, bytes.subarray((k - n) * PAGE_BYTES, (k - n + 1) * PAGE_BYTES));
      }
      n = end;
    }
    this.evict(last - first + 1);
  }

  private evict(inUse: number): void {
    const keep = Math.max(this.maxPages, inUse);
    for (const n of this.pages.keys()) {
      if (this.pages.size <= keep) return;
      this.pages.delete(n);
    }
  }
}
