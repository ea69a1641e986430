import type { PersistentId } from "../torch-storage";
import { Memo } from "./memo";
import { intAt, textAt } from "./operands";
import type { Recorder } from "./recorder";
import { TupleRing, UNRESOLVED } from "./values";

export type FailureReason =
  | "truncated"
  | "unknown_opcode"
  | "stack_underflow"
  | "memo_missing"
  | "bad_argument"
  | "bad_protocol"
  | "limit";

/** The stream cannot go on: a loader would raise here. What happened before has happened. */
export class PickleFailure extends Error {
  constructor(
    readonly reason: FailureReason,
    message: string,
  ) {
    super(message);
  }
}

/** Thrown by an opcode that needs bytes outside the window, before it changed anything; it is run again with them. */
export class NeedBytes extends Error {
  constructor(readonly at: number) {
    super("bytes outside the window");
  }
}

/** A numpy dtype as far as array lengths need it. */
export type DtypeFacts = { itemBytes: number | null; hasObject: boolean };

/** What follows a joblib array wrapper in the file, from `from` on. */
export type ArrayPause = { from: number; itemCount: number; itemBytes: number; hasObject: boolean; aligned: boolean };

const STACK_LIMIT = 1 << 24;
const MARK_LIMIT = 1 << 22;
const FAR_LIMIT = 4096;
const LENIENT_DEPTH = 64;

/** Everything one stream of opcodes changes, and the window of bytes it runs over. */
export class PickleState {
  bytes: Buffer = Buffer.alloc(0);
  /** Offset in the pickle of the window's first byte. */
  base = 0;
  /** Bytes of the window that are real; zeros follow. */
  filled = 0;
  /** Next opcode, in the window. */
  p = 0;
  tags = new Uint8Array(256);
  values = new Float64Array(256);
  sp = 0;
  marks = new Int32Array(64);
  markCount = 0;
  /** Items below this cannot be popped: the top mark. */
  fence = 0;
  memo = new Memo();
  ring = new TupleRing();
  protocol = 0;
  /** End of the open frame as an offset of the pickle; -1 outside a frame. */
  frameEnd = -1;
  /** Where frames were broken: the frame's end, and where the linear reading went on. */
  frameBreaks: { frameEnd: number; resumed: number }[] = [];
  opCount = 0;
  dupRun = 0;
  /** How many doubling levels stand below a container; see expansion.ts. */
  levels = new Map<number, number>();
  lastShared = { owner: -1, child: -1 };
  dtypes: DtypeFacts[] = [];
  wrapperLive = false;
  wrapperState: { key: number; tag: number; value: number }[] = [];
  pause: ArrayPause | null = null;
  persistentIds: PersistentId[] = [];
  /** Offsets of text opcodes, while someone wants them (the storage keys of a legacy torch file). */
  texts: number[] | null = null;
  private readonly far = new Map<number, { text: string | null; int: number | null }>();

  constructor(
    readonly recorder: Recorder,
    /** Offset in the pickle where its bytes end. */
    readonly end: number,
    /** Missing operands are taken as unknown values instead of an error: for bytes that may be read a second way. */
    readonly lenient = false,
  ) {
    if (lenient) {
      this.tags.fill(UNRESOLVED, 0, LENIENT_DEPTH);
      this.values.fill(-1, 0, LENIENT_DEPTH);
      this.sp = LENIENT_DEPTH;
    }
  }

  growStack(): void {
    const size = this.tags.length * 2;
    if (size > STACK_LIMIT) throw new PickleFailure("limit", "the stack grows past its limit");
    const tags = new Uint8Array(size);
    tags.set(this.tags);
    const values = new Float64Array(size);
    values.set(this.values);
    this.tags = tags;
    this.values = values;
  }

  pushMark(): void {
    if (this.markCount === this.marks.length) {
      if (this.marks.length * 2 > MARK_LIMIT) throw new PickleFailure("limit", "more open marks than the limit");
      const marks = new Int32Array(this.marks.length * 2);
      marks.set(this.marks);
      this.marks = marks;
    }
    this.marks[this.markCount++] = this.sp;
    this.fence = this.sp;
  }

  /** Takes the top mark away and gives its place on the stack. */
  popMark(): number {
    if (this.markCount === 0) throw new PickleFailure("stack_underflow", "no mark on the stack");
    const at = this.marks[--this.markCount] as number;
    this.fence = this.markCount > 0 ? (this.marks[this.markCount - 1] as number) : 0;
    return at;
  }

  /** Notes a text or bytes that may be a pickle of their own. */
  noteData(at: number): void {
    this.recorder.addNested({ opcodeOffset: at, via: "data" });
  }

  push(tag: number, value: number): void {
    if (this.sp >= this.tags.length) this.growStack();
    this.tags[this.sp] = tag;
    this.values[this.sp++] = value;
  }

  /** Throws unless `n` items can be popped. */
  need(n: number): void {
    if (this.sp - n < this.fence) throw new PickleFailure("stack_underflow", `needs ${n} items on the stack`);
  }

  /** Offset in the pickle of the opcode being run. */
  at(): number {
    return this.base + this.p;
  }

  /** Text pushed by the opcode at an offset; null when it has none. Throws `NeedBytes` when it lies outside the window. */
  text(at: number): string | null {
    if (at < 0) return null;
    if (at >= this.base && at < this.base + this.filled) {
      const text = textAt(this.bytes, at - this.base, this.filled);
      if (text !== "more") return text;
    }
    return this.farAway(at).text;
  }

  /** Whole number pushed by the opcode at an offset; null when it is none. Throws `NeedBytes` like `text`. */
  int(at: number): number | null {
    if (at < 0) return null;
    if (at >= this.base && at + 32 < this.base + this.filled) return intAt(this.bytes, at - this.base, this.filled);
    return this.farAway(at).int;
  }

  /** Answers a `NeedBytes`: `bytes` start at the offset it asked for. */
  keepFar(at: number, bytes: Buffer): void {
    if (this.far.size >= FAR_LIMIT) this.far.clear();
    const text = bytes.length === 0 ? null : textAt(bytes, 0, bytes.length);
    this.far.set(at, { text: text === "more" ? null : text, int: intAt(bytes, 0, bytes.length) });
  }

  private farAway(at: number): { text: string | null; int: number | null } {
    const known = this.far.get(at);
    if (known === undefined) throw new NeedBytes(at);
    return known;
  }
}
