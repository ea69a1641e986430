/** Longest text that is ever copied out of a pickle: names and previews are shorter, the rest is only measured. */
export const MAX_TEXT_BYTES = 4096;

const NEWLINE = 0x0a;

/** Decodes the text pushed by the opcode at `at`. "more" = its bytes are not all in the buffer; null = not decodable. */
export function textAt(bytes: Buffer, at: number, end: number): string | "more" | null {
  const code = bytes[at];
  switch (code) {
    case 0x8c: // SHORT_BINUNICODE
      return counted(bytes, at + 2, bytes[at + 1] ?? 0, end, "utf8");
    case 0x58: // BINUNICODE
      return at + 5 > end ? "more" : counted(bytes, at + 5, bytes.readUInt32LE(at + 1), end, "utf8");
    case 0x8d: // BINUNICODE8
      return at + 9 > end ? "more" : counted(bytes, at + 9, Number(bytes.readBigUInt64LE(at + 1)), end, "utf8");
    case 0x55: // SHORT_BINSTRING
    case 0x43: // SHORT_BINBYTES
      return counted(bytes, at + 2, bytes[at + 1] ?? 0, end, "latin1");
    case 0x54: // BINSTRING
    case 0x42: // BINBYTES
      return at + 5 > end ? "more" : counted(bytes, at + 5, bytes.readUInt32LE(at + 1), end, "latin1");
    case 0x53: // STRING
      return onLine(bytes, at + 1, end, quotedText);
    case 0x56: // UNICODE
      return onLine(bytes, at + 1, end, rawUnicodeText);
    case 0x50: // PERSID
      return onLine(bytes, at + 1, end, (line) => line);
    default:
      return null;
  }
}

function counted(bytes: Buffer, from: number, length: number, end: number, encoding: "utf8" | "latin1") {
  if (length > MAX_TEXT_BYTES) return null;
  if (from + length > end) return "more";
  return bytes.toString(encoding, from, from + length);
}

function onLine(bytes: Buffer, from: number, end: number, decode: (line: string) => string | null) {
  const stop = bytes.indexOf(NEWLINE, from);
  if (stop < 0 || stop >= end) return end - from > MAX_TEXT_BYTES ? null : "more";
  return stop - from > MAX_TEXT_BYTES ? null : decode(bytes.toString("latin1", from, stop));
}

const ESCAPES: Record<string, string> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\n": "",
};

/** A quoted Python bytes literal's text (opcode STRING); null when the quotes are not a pair, as the loader refuses. */
function quotedText(line: string): string | null {
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || line.at(-1) !== quote) return null;
  return line.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (whole, body: string) => {
    if (body[0] === "x" && body.length === 3) return String.fromCharCode(Number.parseInt(body.slice(1), 16));
    if (/^[0-7]/.test(body)) return String.fromCharCode(Number.parseInt(body, 8) & 0xff);
    return ESCAPES[body] ?? whole;
  });
}

/** Text of opcode UNICODE: only \uXXXX and \UXXXXXXXX are escapes, and a doubled backslash hides the next one. */
function rawUnicodeText(line: string): string {
  return line.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\\)/g, (whole, four?: string, eight?: string) => {
    const point = Number.parseInt(four ?? eight ?? "", 16);
    return Number.isNaN(point) || point > 0x10ffff ? whole : String.fromCodePoint(point);
  });
}

/** The whole number pushed by the opcode at `at`; null when it is none, is too long, or is not in the buffer. */
export function intAt(bytes: Buffer, at: number, end: number): number | null {
  switch (bytes[at]) {
    case 0x4b:
      return at + 2 > end ? null : bytes.readUInt8(at + 1);
    case 0x4d:
      return at + 3 > end ? null : bytes.readUInt16LE(at + 1);
    case 0x4a:
      return at + 5 > end ? null : bytes.readInt32LE(at + 1);
    case 0x8a: {
      const length = bytes[at + 1] ?? 0;
      if (length > 6 || at + 2 + length > end) return null;
      return length === 0 ? 0 : bytes.readIntLE(at + 2, length);
    }
    case 0x49:
    case 0x4c: {
      const stop = bytes.indexOf(NEWLINE, at);
      if (stop < 0 || stop >= end || stop - at > 24) return null;
      const text = bytes.toString("latin1", at + 1, stop).replace(/L$/, "");
      return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
    }
    default:
      return null;
  }
}
