import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { checkRange, type RangeSource, type ReadStats, ShortReadError } from "./range-source";

const HASH_CHUNK_BYTES = 1 << 20;

/** A regular file on disk, read with pread; its size is fixed when it is opened. */
export class FileSource implements RangeSource {
  readonly stats: ReadStats = { requests: 0, bytes: 0 };

  private constructor(
    private readonly handle: FileHandle,
    readonly size: number,
    readonly id: string,
  ) {}

  /** Opens a file for reading. Throws the system's error when it cannot, and a plain one for what is no regular file. */
  static async open(path: string): Promise<FileSource> {
    const handle = await open(path, "r");
    try {
      const facts = await handle.stat();
      if (!facts.isFile()) throw new Error(`${path}: not a regular file`);
      return new FileSource(handle, facts.size, path);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async read(offset: number, length: number): Promise<Buffer> {
    checkRange(this, offset, length);
    const bytes = Buffer.allocUnsafeSlow(length);
    await this.fill(bytes, length, offset);
    this.stats.requests += 1;
    this.stats.bytes += length;
    return bytes;
  }

  async readInto(target: Buffer, offset: number, length: number): Promise<void> {
    checkRange(this, offset, length);
    await this.fill(target, length, offset);
    this.stats.requests += 1;
    this.stats.bytes += length;
  }

  /** sha256 of the whole file in hex, in one streaming pass over one buffer; not counted in `stats`. */
  async sha256(): Promise<string> {
    const hash = createHash("sha256");
    const bytes = Buffer.allocUnsafeSlow(Math.min(HASH_CHUNK_BYTES, Math.max(1, this.size)));
    for (let offset = 0; offset < this.size; ) {
      const length = Math.min(bytes.length, this.size - offset);
      await this.fill(bytes, length, offset);
      hash.update(bytes.subarray(0, length));
      offset += length;
    }
    return hash.digest("hex");
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async fill(bytes: Buffer, length: number, offset: number): Promise<void> {
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw new ShortReadError(this.id, offset, length, offset + done);
      done += bytesRead;
    }
  }
}
