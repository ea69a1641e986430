import { createHash, type Hash } from "node:crypto";

/** Where a kept chunk ends in the push, and the sha256 of its bytes as sent; null where they were not kept as sent. */
export type Segment = readonly [end: number, digest: string | null];

/**
 * Compares bytes that are sent again with what was kept of them: chunks by digest, the unfinished end byte by byte. A chunk
 * of which only a part comes again cannot be compared and passes.
 */
export class RepeatCheck {
  private hash: Hash | null = null;

  constructor(
    private readonly segments: readonly Segment[],
    private readonly tail: Buffer,
    private readonly tailStart: number,
  ) {}

  /** False when the bytes at `offset` are others than before. */
  same(offset: number, bytes: Buffer): boolean {
    let at = offset;
    let left = bytes;
    while (left.length > 0) {
      const index = this.segments.findIndex(([end]) => at < end);
      const segment = this.segments[index];
      if (!segment) return this.sameTail(at, left);
      const [end, digest] = segment;
      const part = left.subarray(0, end - at);
      if (at === (this.segments[index - 1]?.[0] ?? 0)) this.hash = createHash("sha256");
      this.hash?.update(part);
      at += part.length;
      left = left.subarray(part.length);
      if (at === end && this.hash) {
        const found = this.hash.digest("hex");
        this.hash = null;
        if (digest !== null && found !== digest) return false;
      }
    }
    return true;
  }

  private sameTail(at: number, bytes: Buffer): boolean {
    const from = at - this.tailStart;
    if (from < 0 || from >= this.tail.length) return true;
    const kept = this.tail.subarray(from, from + bytes.length);
    return kept.equals(bytes.subarray(0, kept.length));
  }
}
