/** Bytes of one chunk: values are never cut, so a longer one gets a chunk of its own. */
const CHUNK = 16 * 1024 * 1024;

/**
 * Many texts as bytes: 8 bytes a value and its UTF-8, outside the heap. For what a million rows say and a few thousand are
 * asked. Null takes no bytes.
 */
export class TextColumn {
  private readonly chunks: Buffer[] = [];
  private used = CHUNK;
  private starts = new Float64Array(1_024);
  private lengths = new Int32Array(1_024);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Adds a value as UTF-8 bytes, copied; null where there is none. */
  push(bytes: Uint8Array | null): void {
    if (this.count === this.lengths.length) this.grow();
    const length = bytes?.length ?? -1;
    this.lengths[this.count] = length;
    if (bytes && length > 0) {
      if (this.used + length > CHUNK) {
        this.chunks.push(Buffer.allocUnsafeSlow(Math.max(CHUNK, length)));
        this.used = 0;
      }
      const chunk = this.chunks.at(-1) as Buffer;
      chunk.set(bytes, this.used);
      this.starts[this.count] = (this.chunks.length - 1) * CHUNK + this.used;
      // A value of its own chunk fills it, however long it is.
      this.used = length > CHUNK ? CHUNK : this.used + length;
    }
    this.count++;
  }

  private grow(): void {
    const starts = new Float64Array(this.count * 2);
    starts.set(this.starts);
    this.starts = starts;
    const lengths = new Int32Array(this.count * 2);
    lengths.set(this.lengths);
    this.lengths = lengths;
  }

  get(i: number): string | null {
    const length = this.lengths[i] ?? -1;
    if (length < 0) return null;
    if (length === 0) return "";
    const start = this.starts[i] ?? 0;
    const chunk = Math.floor(start / CHUNK);
    const at = start - chunk * CHUNK;
    return this.chunks[chunk]?.toString("utf8", at, at + length) ?? null;
  }
}

/** An Int32Array that grows by doubling. */
export class IntColumn {
  private values = new Int32Array(1_024);
  private count = 0;

  push(value: number): void {
    if (this.count === this.values.length) {
      const values = new Int32Array(this.count * 2);
      values.set(this.values);
      this.values = values;
    }
    this.values[this.count++] = value;
  }

  /** The values so far, without a copy. */
  done(): Int32Array {
    return this.values.subarray(0, this.count);
  }
}
