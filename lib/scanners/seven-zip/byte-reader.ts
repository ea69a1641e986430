/** The archive's header is not what the format allows; `at` = byte of the header. */
export class HeaderError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** Bytes, numbers of one to nine bytes and bit lists, in order; what is not there is an error, not a zero. */
export class ByteReader {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    return this.take(1)[0] as number;
  }

  take(count: number): Buffer {
    if (count > this.left) throw new HeaderError("the header ends early", this.at);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** A whole number: leading ones of the first byte say how many bytes follow it, low bytes first. At most `most`. */
  number(most = Number.MAX_SAFE_INTEGER): number {
    const first = this.byte();
    let value = 0;
    let mask = 0x80;
    for (let i = 0; i < 8; i++) {
      if ((first & mask) === 0) {
        value += (first & (mask - 1)) * 2 ** (8 * i);
        break;
      }
      value += this.byte() * 2 ** (8 * i);
      mask >>>= 1;
    }
    if (value > most) throw new HeaderError(`the number ${value} is too large here`, this.at);
    return value;
  }

  /** As many truth values, eight a byte, first one highest. */
  bits(count: number): boolean[] {
    const bytes = this.take(Math.ceil(count / 8));
    return Array.from({ length: count }, (_, i) => (((bytes[i >>> 3] as number) >>> (7 - (i & 7))) & 1) === 1);
  }

  /** Like `bits`, after one byte that may say that all are true. */
  optionalBits(count: number): boolean[] {
    return this.byte() !== 0 ? new Array<boolean>(count).fill(true) : this.bits(count);
  }
}
