/** Mulberry32 that can be put back to the start of any node's own sequence: the same estate at every start, in any order. */
export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** Starts the sequence that belongs to one node and one purpose. */
  at(node: number, purpose: number): this {
    this.state = Math.imul(node + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b);
    this.next();
    return this;
  }

  /** A number in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number in [0, count). */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** A rank in [0, count) with Zipf(1.1) popularity: the first one gets about a sixth of all. */
  zipf(count: number): number {
    const first = 0.5 ** -0.1;
    const last = (count + 0.5) ** -0.1;
    const rank = Math.round((first - this.next() * (first - last)) ** -10) - 1;
    return Math.min(Math.max(rank, 0), count - 1);
  }

  /** How many where the mean is `mean`: a whole number at or beside it. */
  about(mean: number): number {
    return Math.floor(mean) + (this.next() < mean % 1 ? 1 : 0);
  }

  /** Eight hexadecimal digits. */
  hex8(): string {
    return Math.floor(this.next() * 4_294_967_296)
      .toString(16)
      .padStart(8, "0");
  }
}
