import { ABSENT } from "./values";

const FIRST_SLOTS = 64;
const DENSE_LIMIT = 1 << 24;
const SPARSE_LIMIT = 1 << 20;

/** The memo: dense arrays that grow with use, and a map for the rare huge index. `count` is of distinct slots. */
export class Memo {
  tags = new Uint8Array(FIRST_SLOTS);
  values = new Float64Array(FIRST_SLOTS);
  count = 0;
  private readonly sparse = new Map<number, [tag: number, value: number]>();

  /** False when a limit is reached and the entry was not kept. */
  set(index: number, tag: number, value: number): boolean {
    if (index < this.tags.length) {
      if (this.tags[index] === ABSENT) this.count += 1;
      this.tags[index] = tag;
      this.values[index] = value;
      return true;
    }
    // Far-off indexes must not buy memory: the dense part only grows when it is in use.
    if (index < DENSE_LIMIT && index <= this.count * 4 + 1024) {
      this.grow(index);
      return this.set(index, tag, value);
    }
    if (!this.sparse.has(index)) {
      if (this.sparse.size >= SPARSE_LIMIT) return false;
      this.count += 1;
    }
    this.sparse.set(index, [tag, value]);
    return true;
  }

  /** Tag at an index; `ABSENT` when the slot was never set. */
  tag(index: number): number {
    return index < this.tags.length ? (this.tags[index] ?? ABSENT) : (this.sparse.get(index)?.[0] ?? ABSENT);
  }

  value(index: number): number {
    return index < this.tags.length ? (this.values[index] ?? 0) : (this.sparse.get(index)?.[1] ?? 0);
  }

  private grow(index: number): void {
    let size = this.tags.length;
    while (size <= index) size *= 2;
    const tags = new Uint8Array(size);
    tags.set(this.tags);
    const values = new Float64Array(size);
    values.set(this.values);
    this.tags = tags;
    this.values = values;
    for (const [at, [tag, value]] of this.sparse) {
      if (at >= size) continue;
      this.tags[at] = tag;
      this.values[at] = value;
      this.sparse.delete(at);
    }
  }
}
