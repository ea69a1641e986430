/**
 * What the symbolic stack and memo hold: a tag, and a number whose meaning the tag gives. Strings and numbers are never
 * copied out of the file: their value is the offset of the opcode that pushed them.
 */
export const ABSENT = 0;
/** None, a truth value or a number; value = offset of its opcode. */
export const ATOM = 1;
/** Text (str in Python 3); value = offset of its opcode. */
export const TEXT = 2;
/** bytes or bytearray; value = offset of its opcode. */
export const BYTES = 3;
/** An import; value = its index in the recorder. */
export const GLOBAL = 4;
/** What a call of an import gave; value = index of the import that is its class. */
export const OBJECT = 5;
export const DICT = 6;
export const LIST = 7;
/** value = its number in the ring of recent tuples. */
export const TUPLE = 8;
export const SET = 9;
/** An import whose names the file computes; value = offset of the opcode. */
export const UNRESOLVED = 10;
/** A numpy dtype; value = index of its facts. */
export const DTYPE = 11;
/** What persistent_load or an out-of-band buffer gave. */
export const EXTERNAL = 12;
/** A joblib array wrapper, after whose BUILD raw bytes follow; value = index of its import. */
export const WRAPPER = 13;

export const TAG_NAMES: readonly string[] = [
  "absent",
  "atom",
  "text",
  "bytes",
  "import",
  "object",
  "dict",
  "list",
  "tuple",
  "set",
  "unresolved import",
  "dtype",
  "external object",
  "array wrapper",
];

const RING_SIZE = 4096;
const RING_ITEMS = 8;

/** The last 4,096 tuples, first eight items each: call arguments and states are looked at soon after they are made. */
export class TupleRing {
  // Made when the first tuple comes: most looks at bytes that are no pickle end before that.
  private tags = new Uint8Array(0);
  private values = new Float64Array(0);
  private lengths = new Int32Array(0);
  /** The number the next tuple gets. */
  next = 0;

  /** Keeps the `length` items that start at `from` on the stack; gives the tuple's number. */
  add(tags: Uint8Array, values: Float64Array, from: number, length: number): number {
    if (this.lengths.length === 0) this.make();
    const id = this.next++;
    const slot = id & (RING_SIZE - 1);
    this.lengths[slot] = length;
    const kept = Math.min(length, RING_ITEMS);
    const at = slot * RING_ITEMS;
    for (let i = 0; i < kept; i++) {
      this.tags[at + i] = tags[from + i] as number;
      this.values[at + i] = values[from + i] as number;
    }
    return id;
  }

  private make(): void {
    this.tags = new Uint8Array(RING_SIZE * RING_ITEMS);
    this.values = new Float64Array(RING_SIZE * RING_ITEMS);
    this.lengths = new Int32Array(RING_SIZE);
  }

  /** Items in the tuple, or -1 when it is no longer kept. */
  length(id: number): number {
    return id >= this.next - RING_SIZE && id < this.next ? (this.lengths[id & (RING_SIZE - 1)] ?? -1) : -1;
  }

  tag(id: number, item: number): number {
    return item < Math.min(this.length(id), RING_ITEMS)
      ? (this.tags[(id & (RING_SIZE - 1)) * RING_ITEMS + item] ?? 0)
      : 0;
  }

  value(id: number, item: number): number {
    return this.values[(id & (RING_SIZE - 1)) * RING_ITEMS + item] ?? 0;
  }
}

/** A value for what a lenient walk cannot know. */
export const UNKNOWN_VALUE = { tag: UNRESOLVED, value: -1 } as const;
