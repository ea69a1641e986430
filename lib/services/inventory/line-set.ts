/**
 * A set of 64-bit hashes in typed arrays (open addressing, 9 bytes a slot): what a source's lines were, and which of them
 * came again. The zero hash is never a member: it stands for "read it again".
 */
export class LineSet {
  private high: Int32Array;
  private low: Int32Array;
  private seen: Uint8Array;
  private mask: number;
  private count = 0;

  constructor(expected = 1_024) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)));
    this.high = new Int32Array(size);
    this.low = new Int32Array(size);
    this.seen = new Uint8Array(size);
    this.mask = size - 1;
  }

  get size(): number {
    return this.count;
  }

  private slot(high: number, low: number): number {
    let at = (low ^ (high * 0x9e3779b1)) & this.mask;
    while (this.high[at] !== 0 || this.low[at] !== 0) {
      if (this.high[at] === high && this.low[at] === low) return at;
      at = (at + 1) & this.mask;
    }
    return at;
  }

  /** Adds a hash given as its two signed halves. */
  add(high: number, low: number): void {
    if (high === 0 && low === 0) return;
    if (this.count * 2 > this.mask) this.grow();
    const at = this.slot(high, low);
    if (this.high[at] === 0 && this.low[at] === 0) this.count++;
    this.high[at] = high;
    this.low[at] = low;
  }

  private grow(): void {
    const old = { high: this.high, low: this.low };
    const size = (this.mask + 1) * 2;
    this.high = new Int32Array(size);
    this.low = new Int32Array(size);
    this.seen = new Uint8Array(size);
    this.mask = size - 1;
    this.count = 0;
    for (let i = 0; i < old.high.length; i++) this.add(old.high[i] ?? 0, old.low[i] ?? 0);
  }

  has(high: number, low: number): boolean {
    if (high === 0 && low === 0) return false;
    const at = this.slot(high, low);
    return this.high[at] !== 0 || this.low[at] !== 0;
  }

  /** Marks a member as come again; false when it is no member. */
  see(high: number, low: number): boolean {
    if (!this.has(high, low)) return false;
    this.seen[this.slot(high, low)] = 1;
    return true;
  }

  /** The members that did not come again, as signed 64-bit numbers. */
  *unseen(): Generator<bigint> {
    for (let i = 0; i < this.high.length; i++) {
      const high = this.high[i] ?? 0;
      const low = this.low[i] ?? 0;
      if ((high !== 0 || low !== 0) && this.seen[i] === 0) yield (BigInt(high) << 32n) | BigInt(low >>> 0);
    }
  }
}
