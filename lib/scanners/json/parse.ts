import type { JsonMember, JsonNode } from "./value";

const MAX_JSON_DEPTH = 500;
const MAX_NODES = 8_000_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Bytes that may stand in a number. */
const IN_NUMBER = Uint8Array.from({ length: 256 }, (_, c) =>
  "0123456789.eE+-".includes(String.fromCharCode(c)) ? 1 : 0,
);
const ESCAPES: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const WORDS: readonly [word: string, kind: "boolean" | "null" | "number", value: boolean | number | null][] = [
  ["true", "boolean", true],
  ["false", "boolean", false],
  ["null", "null", null],
  ["NaN", "number", Number.NaN],
  ["Infinity", "number", Number.POSITIVE_INFINITY],
  ["-Infinity", "number", Number.NEGATIVE_INFINITY],
];

export type JsonProblem = "malformed" | "truncated" | "depth_limit" | "limit";

export class JsonError extends Error {
  constructor(
    readonly problem: JsonProblem,
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/** A key that stands twice in one object. */
export type RepeatedKey = { key: string; at: number };

export type ParsedJson = { root: JsonNode; end: number; repeated: RepeatedKey[] };

/**
 * Parses UTF-8 JSON as Python's reader does (NaN and Infinity are numbers, raw control characters pass in texts), keeping
 * places and repeated keys. `end` is where the value ends. Throws `JsonError`; nesting stops at 500.
 */
export function parseJson(bytes: Buffer): ParsedJson {
  const parser = new Parser(bytes);
  const root = parser.value(0);
  parser.space();
  return { root, end: parser.at, repeated: parser.repeated };
}

class Parser {
  at = 0;
  readonly repeated: RepeatedKey[] = [];
  private nodes = 0;
  constructor(private readonly bytes: Buffer) {}

  space(): void {
    for (;;) {
      const c = this.bytes[this.at];
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.at += 1;
    }
  }

  private fail(what: string): JsonError {
    if (this.at >= this.bytes.length) return new JsonError("truncated", this.at, `it ends at byte ${this.at}, ${what}`);
    return new JsonError("malformed", this.at, `${what} at byte ${this.at}`);
  }

  value(depth: number): JsonNode {
    if (depth > MAX_JSON_DEPTH)
      throw new JsonError("depth_limit", this.at, `it nests deeper than ${MAX_JSON_DEPTH} levels at byte ${this.at}`);
    if (++this.nodes > MAX_NODES) throw new JsonError("limit", this.at, `it holds more than ${MAX_NODES} values`);
    this.space();
    const at = this.at;
    const c = this.bytes[at];
    if (c === 0x7b) return { kind: "object", at, members: this.members(depth) };
    if (c === 0x5b) return { kind: "array", at, items: this.items(depth) };
    if (c === QUOTE) return { kind: "string", at, value: this.string() };
    return this.scalar(at);
  }

  private scalar(at: number): JsonNode {
    const number = this.number();
    if (number !== null) return { kind: "number", at, value: number };
    const text = this.bytes.toString("latin1", at, at + 10);
    for (const [word, kind, value] of WORDS) {
      if (!text.startsWith(word)) continue;
      this.at += word.length;
      return { kind, at, value } as JsonNode;
    }
    throw this.fail("a value is expected");
  }

  /** Whole numbers, by far the most, without making a text of them. Null when none begins here. */
  private number(): number | null {
    const { bytes } = this;
    const from = this.at;
    const digitsFrom = bytes[from] === MINUS ? from + 1 : from;
    let at = digitsFrom;
    let value = 0;
    for (let c = bytes[at] ?? 0; c >= 0x30 && c <= 0x39; c = bytes[++at] ?? 0) value = value * 10 + c - 0x30;
    const digits = at - digitsFrom;
    if (digits === 0 || (digits > 1 && bytes[digitsFrom] === 0x30)) return null;
    let end = at;
    while (end < bytes.length && IN_NUMBER[bytes[end] as number] === 1) end += 1;
    this.at = end;
    if (end === at && digits <= 15) return digitsFrom === from ? value : -value;
    const text = bytes.toString("latin1", from, end);
    if (!NUMBER.test(text)) {
      this.at = from;
      return null;
    }
    return Number(text);
  }

  private members(depth: number): JsonMember[] {
    const members: JsonMember[] = [];
    const seen = new Set<string>();
    this.list(0x7d, "}", () => {
      const keyAt = this.at;
      if (this.bytes[keyAt] !== QUOTE) throw this.fail("a key is expected");
      const key = this.string();
      if (seen.has(key)) this.repeated.push({ key, at: keyAt });
      seen.add(key);
      this.space();
      if (this.bytes[this.at] !== 0x3a) throw this.fail("a colon is expected");
      this.at += 1;
      members.push({ key, keyAt, value: this.value(depth + 1) });
    });
    return members;
  }

  private items(depth: number): JsonNode[] {
    const items: JsonNode[] = [];
    this.list(0x5d, "]", () => items.push(this.value(depth + 1)));
    return items;
  }

  private list(close: number, shown: string, item: () => void): void {
    this.at += 1;
    this.space();
    if (this.bytes[this.at] === close) {
      this.at += 1;
      return;
    }
    for (;;) {
      this.space();
      item();
      this.space();
      const c = this.bytes[this.at];
      if (c !== close && c !== 0x2c) throw this.fail(`a comma or ${shown} is expected`);
      this.at += 1;
      if (c === close) return;
    }
  }

  private string(): string {
    const from = this.at + 1;
    let escaped = false;
    for (let at = from; at < this.bytes.length; at++) {
      const c = this.bytes[at];
      if (c === BACKSLASH) {
        escaped = true;
        at += 1;
      } else if (c === QUOTE) {
        this.at = at + 1;
        const text = this.bytes.toString("utf8", from, at);
        return escaped ? unescaped(text) : text;
      }
    }
    this.at = this.bytes.length;
    throw this.fail("inside a text");
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, sign: string) =>
    sign.length === 5 ? String.fromCharCode(Number.parseInt(sign.slice(1), 16)) : (ESCAPES[sign] ?? sign),
  );
}

/** The byte at which character `index` of the string that starts at `at` (its quote) stands. */
export function byteInString(bytes: Buffer, at: number, index: number): number {
  let place = at + 1;
  for (let left = index; left > 0 && place < bytes.length; ) {
    const c = bytes[place] as number;
    if (c === BACKSLASH) {
      place += bytes[place + 1] === 0x75 ? 6 : 2;
      left -= 1;
    } else {
      const length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
      place += length;
      left -= length === 4 ? 2 : 1;
    }
  }
  return Math.min(place, bytes.length);
}
