import { type Codec, corrupt, UnpackError } from "./codec";
import { Feed } from "./feed";

const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
/** Twenty bits for each of 900,000 symbols: more than any block of bits can be long. */
const BLOCK_INPUT_BYTES = 2_400_000;
const MAX_STREAMS = 10_000;
const GROUP_SIZE = 50;

/** bzip2 streams one after another. Checksums are passed over. */
export const bunzip2: Codec = async function* (packed, meter) {
  const feed = new Feed(packed, meter);
  for (let streams = 0; streams < MAX_STREAMS; streams++) {
    meter.at = feed.at;
    const head = (await feed.want(4)) ? feed.bytes.toString("latin1", feed.p, feed.p + 4) : "";
    if (!/^BZh[1-9]$/.test(head)) {
      if (streams > 0) return;
      throw corrupt(packed.id, "no bzip2 stream");
    }
    feed.p += 4;
    const block = new BlockReader(Number(head[3]) * 100_000, packed.id);
    for (;;) {
      await feed.want(BLOCK_INPUT_BYTES);
      block.show(feed.bytes, feed.p);
      const magic = block.bits(24) * 2 ** 24 + block.bits(24);
      if (magic === END_MAGIC) {
        block.bits(32);
        feed.p = block.byteAfter();
        block.bitsLeft = 0;
        break;
      }
      if (magic !== BLOCK_MAGIC) throw corrupt(packed.id, "a bzip2 block without its mark");
      const bytes = block.read();
      feed.p = block.wholeBytes();
      meter.at = feed.at;
      for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20));
    }
  }
};

/** Reads one block at a time; keeps the bit position between blocks, since blocks do not end on bytes. */
class BlockReader {
  /** Bits of the byte at `p` that are not used yet (1 to 7), or 0 at a byte's start. */
  bitsLeft = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private p = 0;
  private hold = 0;
  private held = 0;
  private readonly next: Uint32Array;

  constructor(
    private readonly maxBytes: number,
    private readonly id: string,
  ) {
    this.next = new Uint32Array(maxBytes);
  }

  show(bytes: Buffer, p: number): void {
    this.bytes = bytes;
    this.p = p;
    this.hold = 0;
    this.held = 0;
    if (this.bitsLeft > 0) {
      this.hold = (bytes[p] as number) & ((1 << this.bitsLeft) - 1);
      this.held = this.bitsLeft;
      this.p += 1;
    }
  }

  /** Index of the byte that holds the next unread bit. */
  wholeBytes(): number {
    this.p -= this.held >>> 3;
    this.bitsLeft = this.held & 7;
    return this.bitsLeft > 0 ? this.p - 1 : this.p;
  }

  /** Index behind the byte that holds the last read bit. */
  byteAfter(): number {
    return this.p - (this.held >>> 3);
  }

  bits(count: number): number {
    let value = 0;
    for (let wanted = count; wanted > 0; ) {
      if (this.held === 0) {
        if (this.p >= this.bytes.length) throw corrupt(this.id, "the bzip2 data ends early");
        this.hold = this.bytes[this.p++] as number;
        this.held = 8;
      }
      const step = Math.min(wanted, this.held);
      value = value * 2 ** step + ((this.hold >>> (this.held - step)) & ((1 << step) - 1));
      this.held -= step;
      wanted -= step;
    }
    return value;
  }

  /** One block behind its mark: code tables, symbols, the sorted columns turned back, runs written out. */
  read(): Buffer {
    this.bits(32);
    if (this.bits(1) === 1) throw new UnpackError("unsupported", `${this.id}: a bzip2 block of the randomised kind`);
    const start = this.bits(24);
    const alphabet = this.alphabet();
    const tables = this.bits(3);
    const choices = this.bits(15);
    if (alphabet.length === 0 || tables < 2 || tables > 6 || choices === 0)
      throw corrupt(this.id, "a damaged bzip2 block");
    const selectors = this.selectors(tables, choices);
    const codes = Array.from({ length: tables }, () => this.codeTable(alphabet.length + 2));
    const length = this.symbols(alphabet, selectors, codes);
    if (start >= length) throw corrupt(this.id, "a damaged bzip2 block");
    return this.unsort(length, start);
  }

  private alphabet(): number[] {
    const used = this.bits(16);
    const out: number[] = [];
    for (let i = 0; i < 16; i++) {
      if (((used >>> (15 - i)) & 1) === 0) continue;
      const row = this.bits(16);
      for (let k = 0; k < 16; k++) if (((row >>> (15 - k)) & 1) === 1) out.push(i * 16 + k);
    }
    return out;
  }

  private selectors(tables: number, count: number): Uint8Array {
    const order = Array.from({ length: tables }, (_, i) => i);
    const out = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      let at = 0;
      while (this.bits(1) === 1) if (++at >= tables) throw corrupt(this.id, "a damaged bzip2 block");
      const [table = 0] = order.splice(at, 1);
      order.unshift(table);
      out[i] = table;
    }
    return out;
  }

  private codeTable(symbols: number): CodeTable {
    const lengths = new Uint8Array(symbols);
    let length = this.bits(5);
    for (let i = 0; i < symbols; i++) {
      for (;;) {
        if (length < 1 || length > 20) throw corrupt(this.id, "a damaged bzip2 block");
        if (this.bits(1) === 0) break;
        length += this.bits(1) === 0 ? 1 : -1;
      }
      lengths[i] = length;
    }
    return new CodeTable(lengths);
  }

  /** Symbols to bytes, moved to front as they come; the columns are counted on the way. Gives the block's length. */
  private symbols(alphabet: readonly number[], selectors: Uint8Array, tables: readonly CodeTable[]): number {
    const front = Uint8Array.from(alphabet);
    const end = alphabet.length + 1;
    let length = 0;
    let run = 0;
    let weight = 1;
    for (let group = 0; ; group++) {
      const table = tables[selectors[group] ?? -1];
      if (table === undefined) throw corrupt(this.id, "a damaged bzip2 block");
      for (let i = 0; i < GROUP_SIZE; i++) {
        const symbol = this.symbol(table);
        if (symbol <= 1) {
          run += weight << symbol;
          weight *= 2;
          if (run > this.maxBytes) throw corrupt(this.id, "a damaged bzip2 block");
          continue;
        }
        if (run > 0) {
          if (length + run > this.maxBytes) throw corrupt(this.id, "a damaged bzip2 block");
          this.next.fill(front[0] as number, length, length + run);
          length += run;
          run = 0;
          weight = 1;
        }
        if (symbol === end) return length;
        if (length >= this.maxBytes) throw corrupt(this.id, "a damaged bzip2 block");
        const value = front[symbol - 1] as number;
        front.copyWithin(1, 0, symbol - 1);
        front[0] = value;
        this.next[length++] = value;
      }
    }
  }

  private symbol(table: CodeTable): number {
    const { bytes } = this;
    let code = 0;
    for (let length = 1; length <= 20; length++) {
      if (this.held === 0) {
        if (this.p >= bytes.length) throw corrupt(this.id, "the bzip2 data ends early");
        this.hold = bytes[this.p++] as number;
        this.held = 8;
      }
      this.held -= 1;
      code = (code << 1) | ((this.hold >>> this.held) & 1);
      const symbol = table.symbol(code, length);
      if (symbol >= 0) return symbol;
    }
    throw corrupt(this.id, "a damaged bzip2 block");
  }

  private unsort(length: number, start: number): Buffer {
    const { next } = this;
    const starts = new Uint32Array(256);
    for (let i = 0; i < length; i++)
      starts[(next[i] as number) & 0xff] = (starts[(next[i] as number) & 0xff] as number) + 1;
    let sum = 0;
    for (let i = 0; i < 256; i++) {
      const count = starts[i] as number;
      starts[i] = sum;
      sum += count;
    }
    for (let i = 0; i < length; i++) {
      const value = (next[i] as number) & 0xff;
      const at = starts[value] as number;
      starts[value] = at + 1;
      next[at] = ((next[at] as number) | (i << 8)) >>> 0;
    }
    return this.writeRuns(length, start);
  }

  /** Four equal bytes are followed by how many more of them there are. */
  private writeRuns(length: number, start: number): Buffer {
    const { next } = this;
    let out = Buffer.allocUnsafe(Math.max(1024, length * 2));
    let size = 0;
    let place = (next[start] as number) >>> 8;
    let last = -1;
    let equal = 0;
    for (let i = 0; i < length; i++) {
      const word = next[place] as number;
      const value = word & 0xff;
      place = word >>> 8;
      const count = equal === 4 ? value : 1;
      if (size + count > out.length) out = Buffer.concat([out], out.length * 2);
      if (equal === 4) {
        out.fill(last, size, size + count);
        size += count;
        equal = 0;
        last = -1;
        continue;
      }
      out[size++] = value;
      equal = value === last ? equal + 1 : 1;
      last = value;
    }
    return out.subarray(0, size);
  }
}

/** Canonical codes: for each length the first code and the symbols that have it. */
class CodeTable {
  private readonly first = new Int32Array(22);
  private readonly counts = new Int32Array(22);
  private readonly offsets = new Int32Array(22);
  private readonly sorted: Uint16Array;

  constructor(lengths: Uint8Array) {
    for (const length of lengths) this.counts[length] = (this.counts[length] as number) + 1;
    let code = 0;
    let offset = 0;
    for (let length = 1; length <= 20; length++) {
      this.first[length] = code;
      this.offsets[length] = offset;
      code = (code + (this.counts[length] as number)) * 2;
      offset += this.counts[length] as number;
    }
    this.sorted = new Uint16Array(offset);
    const fill = Int32Array.from(this.offsets);
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol] as number;
      this.sorted[fill[length] as number] = symbol;
      fill[length] = (fill[length] as number) + 1;
    }
  }

  /** The symbol whose code this is, or -1. */
  symbol(code: number, length: number): number {
    const at = code - (this.first[length] as number);
    return at >= 0 && at < (this.counts[length] as number)
      ? (this.sorted[(this.offsets[length] as number) + at] as number)
      : -1;
  }
}
