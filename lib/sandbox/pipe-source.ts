import { checkRange, type RangeSource, type ReadStats } from "@/lib/bytes/range-source";

/** One question never asks for more. */
export const MAX_READ_BYTES = 4 * 1024 * 1024;

/** Asks the process outside for bytes; rejects when it could not give them. */
type AskBytes = (offset: number, length: number) => Promise<Buffer>;

/** The bytes of a file that the process outside holds. What it sent along at the start costs nothing to read again. */
export class PipeSource implements RangeSource {
  readonly stats: ReadStats = { requests: 0, bytes: 0 };

  constructor(
    readonly id: string,
    readonly size: number,
    private readonly head: Buffer,
    private readonly ask: AskBytes,
  ) {}

  async read(offset: number, length: number): Promise<Buffer> {
    checkRange(this, offset, length);
    this.count(length);
    if (offset + length <= this.head.length) return this.head.subarray(offset, offset + length);
    if (length <= MAX_READ_BYTES) return this.ask(offset, length);
    const bytes = Buffer.allocUnsafeSlow(length);
    await this.fill(bytes, offset, length);
    return bytes;
  }

  async readInto(target: Buffer, offset: number, length: number): Promise<void> {
    checkRange(this, offset, length);
    this.count(length);
    if (offset + length <= this.head.length) this.head.copy(target, 0, offset, offset + length);
    else await this.fill(target, offset, length);
  }

  private async fill(target: Buffer, offset: number, length: number): Promise<void> {
    for (let done = 0; done < length; done += MAX_READ_BYTES)
      (await this.ask(offset + done, Math.min(MAX_READ_BYTES, length - done))).copy(target, done);
  }

  private count(length: number): void {
    this.stats.requests += 1;
    this.stats.bytes += length;
  }
}
