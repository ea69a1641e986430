/** "PGCOPY\n\377\r\n\0", then flags and the length of an extension. */
const SIGNATURE = Buffer.from("5047434f50590aff0d0a00", "hex");
const HEAD_BYTES = SIGNATURE.length + 8;

/** Width of a whole-number column as COPY sends it: int2 or int4. Nulls do not occur: the query gives them a number. */
export type Width = 2 | 4;

/**
 * Reads rows of whole numbers out of `COPY (..) TO STDOUT (FORMAT binary)`, whatever pieces the bytes come in. Every row
 * has the same length, so a piece is read without copying it; only a row that two pieces share is put together.
 */
export class BinaryRows {
  private rest: Buffer = Buffer.alloc(0);
  private headRead = false;
  private ended = false;
  private readonly rowBytes: number;
  private readonly offsets: number[] = [];

  /** `row` gets the bytes and where each column's number starts in them, for one row after the other. */
  constructor(
    private readonly widths: readonly Width[],
    private readonly row: (bytes: Buffer, at: number) => void,
  ) {
    let at = 2;
    for (const width of widths) {
      this.offsets.push(at + 4);
      at += 4 + width;
    }
    this.rowBytes = at;
  }

  /** Where column `n` starts in a row. */
  offset(n: number): number {
    const at = this.offsets[n];
    if (at === undefined) throw new Error(`A row has ${this.offsets.length} columns, not ${n + 1}.`);
    return at;
  }

  take(piece: Buffer): void {
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece;
    if (!this.headRead) {
      if (bytes.length < HEAD_BYTES) {
        this.rest = bytes;
        return;
      }
      if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE))
        throw new Error("The database sent no binary COPY: its first bytes are others.");
      bytes = bytes.subarray(HEAD_BYTES + bytes.readInt32BE(SIGNATURE.length + 4));
      this.headRead = true;
    }
    let at = 0;
    while (!this.ended && at + 2 <= bytes.length) {
      const columns = bytes.readInt16BE(at);
      if (columns === -1) {
        this.ended = true;
        break;
      }
      if (at + this.rowBytes > bytes.length) break;
      if (columns !== this.widths.length || bytes.readInt32BE(at + 2) !== this.widths[0])
        throw new Error(`A row of ${columns} columns came where ${this.widths.length} whole numbers were asked for.`);
      this.row(bytes, at);
      at += this.rowBytes;
    }
    this.rest = bytes.subarray(at);
  }

  /** Call after the last piece. Throws where the stream was cut. */
  end(): void {
    if (!this.ended) throw new Error("The database ended the COPY in the middle.");
  }
}
