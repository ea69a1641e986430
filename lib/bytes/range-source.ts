import { FaultlineError } from "@/lib/domain/errors";

/** What a source has cost so far: calls that reached it, and bytes they returned. */
export type ReadStats = { requests: number; bytes: number };

/**
 * Bytes that can be asked for by offset: a file, a buffer, a part of another source, later a URL.
 * `read` gives exactly `length` bytes or throws `ShortReadError`; it never gives fewer in silence.
 */
export interface RangeSource {
  /** Bytes in the whole source. */
  readonly size: number;
  /** For messages: a path, or a URL with its version. */
  readonly id: string;
  readonly stats: ReadStats;
  read(offset: number, length: number): Promise<Buffer>;
  /** Like `read`, into the start of a buffer that is used again and again: for streaming without garbage. */
  readInto?(target: Buffer, offset: number, length: number): Promise<void>;
}

/** The range asked for is not inside the source, or the source became shorter while it was read. */
export class ShortReadError extends FaultlineError {
  constructor(id: string, offset: number, length: number, size: number) {
    super("unavailable", `${id}: asked for ${length} bytes at ${offset}, but it ends at ${size}`, id);
    this.name = "ShortReadError";
  }
}

/** Throws `ShortReadError` unless [offset, offset + length) lies inside the source. */
export function checkRange(source: { id: string; size: number }, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!whole || offset > source.size || length > source.size - offset) {
    throw new ShortReadError(source.id, offset, length, source.size);
  }
}

/** Fills the start of `target` with exactly `length` bytes, without an intermediate buffer where the source can. */
export async function readInto(source: RangeSource, target: Buffer, offset: number, length: number): Promise<void> {
  if (source.readInto !== undefined) await source.readInto(target, offset, length);
  else (await source.read(offset, length)).copy(target);
}

/** Reads up to `length` bytes at `offset`, cut at the source's end; an offset past the end gives an empty buffer. */
export async function readUpTo(source: RangeSource, offset: number, length: number): Promise<Buffer> {
  const available = Math.min(length, source.size - offset);
  return available > 0 ? source.read(offset, available) : Buffer.alloc(0);
}
