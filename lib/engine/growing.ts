/** Whole numbers whose count is not known before: doubles as it fills. */
export class GrowingInts {
  private items: Int32Array;
  length = 0;

  constructor(expected = 1_024) {
    this.items = new Int32Array(Math.max(16, expected));
  }

  push(value: number): void {
    if (this.length === this.items.length) {
      const more = new Int32Array(this.items.length * 2);
      more.set(this.items);
      this.items = more;
    }
    this.items[this.length++] = value;
  }

  get bytes(): number {
    return this.items.byteLength;
  }

  /** What was pushed; the list is not used after it. */
  done(): Int32Array {
    return this.items.length === this.length ? this.items : this.items.slice(0, this.length);
  }
}
