import { isUtf8 } from "node:buffer";

/** A line beyond this is refused: no record of an asset is so long. */
export const MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 10;
const EMPTY_LINE = Buffer.from("\n");
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export type LineError = { line: number; reason: string };

type Entry = { line: number; bytes: Buffer; page: Buffer; blank: boolean; scope: string | null };

/** Whole lines, ready to be kept as a raw page. */
export type LineChunk = {
  /** As kept: a refused line is an empty one, so that every other keeps its number. */
  page: Buffer;
  firstLine: number;
  lines: number;
  records: number;
  seen: Map<string, number>;
  /** False where the page is not the bytes as sent. */
  verbatim: boolean;
};

/**
 * Cuts bytes that come in any pieces into lines and looks at each: too long, not UTF-8, no JSON object. Holds what is not
 * taken yet and never more than one line beyond it.
 */
export class LineCutter {
  /** Told for every line: those that are refused here for good, and those that only fail to parse and stay in the page. */
  readonly errors: (LineError & { refused: boolean })[] = [];
  private whole: Entry[] = [];
  private partial: Buffer[] = [];
  private partialBytes = 0;
  private line: number;
  /** Bytes of whole lines that wait to be taken. */
  wholeBytes = 0;
  /** Bytes since the last line break, passed over or held: where the last whole line ended. */
  sinceLine = 0;
  /** Inside a line that is too long: its bytes are passed over up to its end. */
  skipping = false;

  /** `linesBefore` lines were cut off before. */
  constructor(linesBefore: number) {
    this.line = linesBefore;
  }

  push(piece: Buffer): void {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      this.endLine(piece.subarray(from, end + 1));
      from = end + 1;
    }
    if (from < piece.length) this.hold(piece.subarray(from));
  }

  /** The last line may lack its line break. */
  finish(): void {
    if (this.skipping || this.partialBytes > 0) this.endLine(Buffer.alloc(0));
  }

  /** Bytes of the unfinished last line that are held. */
  get rest(): number {
    return this.partialBytes;
  }

  /** True where what waits can be given back byte for byte. */
  get restorable(): boolean {
    return !this.skipping && this.whole.every((e) => e.bytes.length > 0);
  }

  /** What waits, as sent: whole lines and the unfinished one. Only where `restorable`. */
  waiting(): Buffer {
    return Buffer.concat([...this.whole.map((e) => e.bytes), ...this.partial]);
  }

  /** Takes the whole lines that wait; null where there are none. */
  take(): LineChunk | null {
    const [first] = this.whole;
    if (!first) return null;
    const seen = new Map<string, number>();
    let records = 0;
    for (const entry of this.whole) {
      if (!entry.blank) records++;
      if (entry.scope !== null) seen.set(entry.scope, (seen.get(entry.scope) ?? 0) + 1);
    }
    const chunk: LineChunk = {
      page: Buffer.concat(this.whole.map((e) => e.page)),
      firstLine: first.line,
      lines: this.whole.length,
      records,
      seen,
      verbatim: this.whole.every((e) => e.page === e.bytes),
    };
    this.whole = [];
    this.wholeBytes = 0;
    return chunk;
  }

  private hold(part: Buffer): void {
    this.sinceLine += part.length;
    if (this.skipping) return;
    this.partial.push(part);
    this.partialBytes += part.length;
    if (this.partialBytes > MAX_LINE_BYTES) this.skip(this.line + 1);
  }

  private skip(line: number): void {
    this.skipping = true;
    this.partial = [];
    this.partialBytes = 0;
    this.errors.push({ line, reason: tooLong(line), refused: true });
  }

  private endLine(part: Buffer): void {
    const line = ++this.line;
    this.sinceLine = 0;
    if (!this.skipping && this.partialBytes + part.length > MAX_LINE_BYTES + 1) this.skip(line);
    if (this.skipping) {
      this.skipping = false;
      this.add({ line, bytes: Buffer.alloc(0), page: EMPTY_LINE, blank: false, scope: null });
      return;
    }
    const bytes = this.partial.length > 0 ? Buffer.concat([...this.partial, part]) : part;
    this.partial = [];
    this.partialBytes = 0;
    // A byte order mark is no part of the first record.
    const page = line === 1 && bytes.subarray(0, 3).equals(BOM) ? bytes.subarray(3) : bytes;
    this.add(this.look(line, bytes, page));
  }

  private add(entry: Entry): void {
    this.whole.push(entry);
    this.wholeBytes += entry.page.length;
  }

  private look(line: number, bytes: Buffer, page: Buffer): Entry {
    const text = page.at(-1) === NEWLINE ? page.subarray(0, -1) : page;
    if (text.length === 0 || (text.length === 1 && text[0] === 13))
      return { line, bytes, page, blank: true, scope: null };
    if (!isUtf8(text)) {
      this.errors.push({ line, reason: `Line ${line} is not UTF-8.`, refused: true });
      return { line, bytes, page: EMPTY_LINE, blank: false, scope: null };
    }
    const found = readObject(text);
    if ("wrong" in found) this.errors.push({ line, reason: `Line ${line} ${found.wrong}`, refused: false });
    return { line, bytes, page, blank: false, scope: "scope" in found ? found.scope : null };
  }
}

const tooLong = (line: number) => `Line ${line} is longer than 1 MB, the most that one record may have.`;

/** The scope that a line names, or what is wrong with it as a line. Whether it is a record is asked when it is applied. */
function readObject(text: Buffer): { scope: string } | { wrong: string } {
  try {
    const value: unknown = JSON.parse(text.toString("utf8"));
    if (value === null || typeof value !== "object" || Array.isArray(value)) return { wrong: "is no JSON object." };
    const scope = "scope" in value ? value.scope : "";
    return { scope: typeof scope === "string" ? scope : "" };
  } catch {
    return { wrong: "is not JSON. Write one record a line, without line breaks inside." };
  }
}
