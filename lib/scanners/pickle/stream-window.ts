import { type RangeSource, readInto } from "@/lib/bytes/range-source";
import { TAIL_BYTES } from "./machine";
import type { PickleState } from "./state";

type Ahead = { from: number; length: number; done: Promise<void> };

/**
 * The bytes a machine runs over: one buffer in use, one being filled with what follows while the machine works. Reading
 * ahead only happens where the walk is sequential, so that skipped arguments are never fetched.
 */
export class StreamWindow {
  private current: Buffer;
  private spare: Buffer | undefined;
  private ahead: Ahead | undefined;
  private end = -1;

  constructor(
    private readonly source: RangeSource,
    private readonly sizeBytes: number,
  ) {
    this.current = Buffer.alloc(sizeBytes + TAIL_BYTES * 2);
  }

  /** Moves the window to the machine's next opcode; false when there are no more bytes. */
  async moveTo(s: PickleState): Promise<boolean> {
    const at = s.at();
    if (at >= s.end) return false;
    const sequential = at >= this.end - TAIL_BYTES && at <= this.end + TAIL_BYTES;
    if (!(await this.takeAhead(s, at))) {
      const length = Math.min(this.sizeBytes, s.end - at);
      await readInto(this.source, this.current, at, length);
      this.show(s, at, at, length);
    }
    if (sequential && this.end < s.end) this.readAhead(s);
    return true;
  }

  /** Waits for a read that is still under way: the source may be closed after this. */
  async settle(): Promise<void> {
    await this.ahead?.done.catch(() => undefined);
    this.ahead = undefined;
  }

  private async takeAhead(s: PickleState, at: number): Promise<boolean> {
    const { ahead, spare } = this;
    if (ahead === undefined || spare === undefined) return false;
    this.ahead = undefined;
    await ahead.done;
    if (at < ahead.from || at > ahead.from + TAIL_BYTES * 2) return false;
    this.spare = this.current;
    this.current = spare;
    this.show(s, ahead.from, at, ahead.length);
    return true;
  }

  private readAhead(s: PickleState): void {
    this.spare ??= Buffer.alloc(this.current.length);
    const from = this.end - TAIL_BYTES;
    const length = Math.min(this.sizeBytes, s.end - from);
    const done = readInto(this.source, this.spare, from, length);
    // A failure is met when the bytes are needed; until then it must not count as unhandled.
    done.catch(() => undefined);
    this.ahead = { from, length, done };
  }

  private show(s: PickleState, from: number, at: number, length: number): void {
    this.current.fill(0, length, length + TAIL_BYTES * 2);
    s.bytes = this.current;
    s.base = from;
    s.p = at - from;
    s.filled = length;
    this.end = from + length;
  }
}
