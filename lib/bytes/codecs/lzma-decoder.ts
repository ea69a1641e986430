import { corrupt, UnpackError } from "./codec";

/** No symbol uses more input than this. */
export const SYMBOL_BYTES = 24;
/** A declared dictionary is only a promise; memory is bought as output comes, and never beyond this. */
const MAX_DICTIONARY_BYTES = 256 << 20;
const STEP_BYTES = 1 << 20;
const FIRST_BYTES = 1 << 16;
const MATCH_MIN = 2;
const LONGEST_MATCH = 273;

// Places of the probabilities, one after another in one array.
const STATES = 12;
const POS_STATES = 16;
const IS_MATCH = 0;
const IS_REP = IS_MATCH + STATES * POS_STATES;
const IS_REP_G0 = IS_REP + STATES;
const IS_REP_G1 = IS_REP_G0 + STATES;
const IS_REP_G2 = IS_REP_G1 + STATES;
const IS_REP0_LONG = IS_REP_G2 + STATES;
const POS_SLOT = IS_REP0_LONG + STATES * POS_STATES;
const POS_SPECIAL = POS_SLOT + 4 * 64;
const ALIGN = POS_SPECIAL + 128;
const LENGTH_SIZE = 2 + POS_STATES * 8 * 2 + 256;
const LENGTH = ALIGN + 16;
const REP_LENGTH = LENGTH + LENGTH_SIZE;
const LITERAL = REP_LENGTH + LENGTH_SIZE;

export type LzmaProperties = { lc: number; lp: number; pb: number };

/** The properties in one byte; null for a byte that holds none. */
export function lzmaProperties(byte: number): LzmaProperties | null {
  return byte >= 225 ? null : { lc: byte % 9, lp: Math.floor(byte / 9) % 5, pb: Math.floor(byte / 45) };
}

/**
 * The LZMA decoder: range coder, probabilities, dictionary. It works on whatever input is at hand and stops between two
 * symbols when less than `SYMBOL_BYTES` are left, so that its caller may fetch more.
 */
export class LzmaDecoder {
  /** Input, set by the caller; `p` is the next byte. */
  input: Buffer = Buffer.alloc(0);
  p = 0;
  /** True once the end marker was met. */
  ended = false;
  /** Output written since the dictionary was last reset. */
  total = 0;
  private probs = new Uint16Array(LITERAL + 0x300);
  private out: Buffer = Buffer.allocUnsafe(FIRST_BYTES);
  private at = 0;
  private given = 0;
  private range = 0;
  private code = 0;
  private state = 0;
  private rep0 = 0;
  private rep1 = 0;
  private rep2 = 0;
  private rep3 = 0;
  private lc = 0;
  private lpMask = 0;
  private pbMask = 0;

  constructor(
    private readonly dictionaryBytes: number,
    private readonly id: string,
  ) {}

  setProperties({ lc, lp, pb }: LzmaProperties): void {
    this.lc = lc;
    this.lpMask = (1 << lp) - 1;
    this.pbMask = (1 << pb) - 1;
    const wanted = LITERAL + (0x300 << (lc + lp));
    if (this.probs.length !== wanted) this.probs = new Uint16Array(wanted);
  }

  resetState(): void {
    this.probs.fill(1024);
    this.state = 0;
    this.rep0 = this.rep1 = this.rep2 = this.rep3 = 0;
    this.ended = false;
  }

  resetDictionary(): void {
    this.total = 0;
  }

  /** Takes the five bytes that start the range coder. */
  start(bytes: Buffer): void {
    if (bytes[0] !== 0) throw corrupt(this.id, "a damaged LZMA stream");
    this.code = bytes.readUInt32BE(1);
    this.range = 0xffffffff;
  }

  /** Output not yet given away; the bytes are the caller's. */
  flush(): Buffer {
    const part = Buffer.from(this.out.subarray(this.given, this.at));
    this.given = this.at;
    return part;
  }

  /** Copies plain bytes to the output, as LZMA2 does where packing gains nothing. */
  putPlain(bytes: Buffer): void {
    this.room(bytes.length);
    bytes.copy(this.out, this.at);
    this.at += bytes.length;
    this.total += bytes.length;
  }

  /**
   * Decodes until about `count` bytes are out (a match may run over), never more than `most`, as far as input is at hand;
   * `last` = there is no further input. Gives how many bytes came.
   */
  decode(count: number, most: number, last: boolean): number {
    const before = this.total;
    const limit = last ? this.input.length : this.input.length - SYMBOL_BYTES;
    while (this.total - before < count && !this.ended) {
      if (this.p > limit) {
        if (last) throw corrupt(this.id, "the LZMA data ends early");
        break;
      }
      const wanted = Math.min(STEP_BYTES, count - (this.total - before));
      this.room(wanted + LONGEST_MATCH);
      this.step(wanted, most - (this.total - before), limit);
    }
    return this.total - before;
  }

  /** Makes room for `count` more bytes behind the dictionary, moving what is still needed to the front. */
  private room(count: number): void {
    if (this.at + count <= this.out.length) return;
    const keep = Math.min(this.total, this.dictionaryBytes);
    const from = Math.max(0, Math.min(this.at - keep, this.given));
    const needed = this.at - from + count;
    if (keep > MAX_DICTIONARY_BYTES)
      throw new UnpackError("bomb", `${this.id}: wants a dictionary of more than 256 MiB`);
    if (needed <= this.out.length && from > this.out.length / 4) {
      this.out.copyWithin(0, from, this.at);
    } else {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed + STEP_BYTES, (this.at - from) * 2));
      this.out.copy(grown, 0, from, this.at);
      this.out = grown;
    }
    this.at -= from;
    this.given -= from;
  }

  /** Symbols until `count` bytes are out, the input runs low, or the end marker comes. */
  private step(count: number, most: number, limit: number): void {
    const { probs, out, lc, lpMask, pbMask } = this;
    const from = this.at;
    const stop = from + count;
    while (this.at < stop && this.p <= limit) {
      const done = this.total + (this.at - from);
      const posState = done & pbMask;
      if (this.bit(IS_MATCH + (this.state << 4) + posState) === 0) {
        const previous = done === 0 ? 0 : (out[this.at - 1] as number);
        const probe = LITERAL + 0x300 * (((done & lpMask) << lc) + (previous >>> (8 - lc)));
        const byte = this.state < 7 ? this.literal(probs, probe) : this.matchedLiteral(probe, done);
        out[this.at++] = byte;
        this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6;
        continue;
      }
      let length: number;
      if (this.bit(IS_REP + this.state) === 0) {
        this.rep3 = this.rep2;
        this.rep2 = this.rep1;
        this.rep1 = this.rep0;
        length = this.length(LENGTH, posState);
        this.state = this.state < 7 ? 7 : 10;
        this.rep0 = this.distance(length);
        if (this.rep0 === 0xffffffff) {
          this.ended = true;
          break;
        }
      } else {
        const short = this.repeated(posState);
        if (short) {
          this.checkDistance(done);
          out[this.at] = out[this.at - this.rep0 - 1] as number;
          this.at += 1;
          continue;
        }
        length = this.length(REP_LENGTH, posState);
        this.state = this.state < 7 ? 8 : 11;
      }
      this.checkDistance(done);
      this.copy(Math.min(length + MATCH_MIN, most - (this.at - from)));
    }
    this.total += this.at - from;
  }

  private checkDistance(done: number): void {
    if (this.rep0 >= done || this.rep0 >= this.dictionaryBytes)
      throw corrupt(this.id, "an LZMA match before the start");
  }

  private copy(length: number): void {
    const { out, at } = this;
    const from = at - this.rep0 - 1;
    if (this.rep0 + 1 >= length) out.copyWithin(at, from, from + length);
    else for (let i = 0; i < length; i++) out[at + i] = out[from + i] as number;
    this.at = at + length;
  }

  /** Chooses among the four last distances; true for a single repeated byte. */
  private repeated(posState: number): boolean {
    if (this.bit(IS_REP_G0 + this.state) === 0) {
      if (this.bit(IS_REP0_LONG + (this.state << 4) + posState) === 0) {
        this.state = this.state < 7 ? 9 : 11;
        return true;
      }
      return false;
    }
    let distance: number;
    if (this.bit(IS_REP_G1 + this.state) === 0) distance = this.rep1;
    else {
      if (this.bit(IS_REP_G2 + this.state) === 0) distance = this.rep2;
      else {
        distance = this.rep3;
        this.rep3 = this.rep2;
      }
      this.rep2 = this.rep1;
    }
    this.rep1 = this.rep0;
    this.rep0 = distance;
    return false;
  }

  private literal(probs: Uint16Array, probe: number): number {
    let symbol = 1;
    let { range, code, p } = this;
    const { input } = this;
    do {
      const prob = probs[probe + symbol] as number;
      const bound = (range >>> 11) * prob;
      if (code < bound) {
        range = bound;
        probs[probe + symbol] = prob + ((2048 - prob) >>> 5);
        symbol <<= 1;
      } else {
        range -= bound;
        code -= bound;
        probs[probe + symbol] = prob - (prob >>> 5);
        symbol = (symbol << 1) | 1;
      }
      if (range < 0x1000000) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | (input[p++] as number)) >>> 0;
      }
    } while (symbol < 0x100);
    this.range = range;
    this.code = code;
    this.p = p;
    return symbol & 0xff;
  }

  private matchedLiteral(probe: number, done: number): number {
    this.checkDistance(done);
    let match = this.out[this.at - this.rep0 - 1] as number;
    let symbol = 1;
    do {
      const matchBit = (match >>> 7) & 1;
      match <<= 1;
      const bit = this.bit(probe + ((1 + matchBit) << 8) + symbol);
      symbol = (symbol << 1) | bit;
      if (matchBit !== bit) {
        while (symbol < 0x100) symbol = (symbol << 1) | this.bit(probe + symbol);
      }
    } while (symbol < 0x100);
    return symbol & 0xff;
  }

  private bit(at: number): number {
    const prob = this.probs[at] as number;
    const bound = (this.range >>> 11) * prob;
    let bit = 0;
    if (this.code < bound) {
      this.range = bound;
      this.probs[at] = prob + ((2048 - prob) >>> 5);
    } else {
      this.range -= bound;
      this.code -= bound;
      this.probs[at] = prob - (prob >>> 5);
      bit = 1;
    }
    if (this.range < 0x1000000) {
      this.range = (this.range << 8) >>> 0;
      this.code = ((this.code << 8) | (this.input[this.p++] as number)) >>> 0;
    }
    return bit;
  }

  private tree(at: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.bit(at + symbol);
    return symbol - (1 << bits);
  }

  private reverseTree(at: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(at + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  private length(at: number, posState: number): number {
    if (this.bit(at) === 0) return this.tree(at + 2 + posState * 8, 3);
    if (this.bit(at + 1) === 0) return 8 + this.tree(at + 2 + POS_STATES * 8 + posState * 8, 3);
    return 16 + this.tree(at + 2 + POS_STATES * 16, 8);
  }

  private distance(length: number): number {
    const slot = this.tree(POS_SLOT + Math.min(length, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >>> 1) - 1;
    const high = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) return high + this.reverseTree(POS_SPECIAL + high - slot, bits);
    let direct = 0;
    for (let i = 0; i < bits - 4; i++) {
      this.range >>>= 1;
      const bit = this.code >= this.range ? 1 : 0;
      if (bit === 1) this.code -= this.range;
      direct = direct * 2 + bit;
      if (this.range < 0x1000000) {
        this.range = (this.range << 8) >>> 0;
        this.code = ((this.code << 8) | (this.input[this.p++] as number)) >>> 0;
      }
    }
    return high + direct * 16 + this.reverseTree(ALIGN, 4);
  }
}
