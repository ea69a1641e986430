/**
 * Reads a JSON text just far enough for a safetensors header: objects to a small depth, with every key kept, repeats
 * included. JSON.parse would let the last of two equal keys win in silence, and two readers may disagree on which.
 */
export type HeaderValue = string | number | boolean | null | HeaderValue[] | HeaderObject;
export class HeaderObject {
  readonly entries: [key: string, value: HeaderValue][] = [];
  get(key: string): HeaderValue | undefined {
    return this.entries.find(([name]) => name === key)?.[1];
  }
}

export class HeaderSyntaxError extends Error {}

const MAX_DEPTH = 8;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\r\n]*/y;

/** Parses `text`; `end` is where the value ends, so that what follows can be judged. Throws `HeaderSyntaxError`. */
export function parseHeader(text: string): { value: HeaderValue; end: number } {
  const reader = new HeaderReader(text);
  const value = reader.value(0);
  return { value, end: reader.at };
}

class HeaderReader {
  at = 0;
  constructor(private readonly text: string) {}

  value(depth: number): HeaderValue {
    if (depth > MAX_DEPTH) throw new HeaderSyntaxError(`nested more than ${MAX_DEPTH} deep`);
    this.match(SPACE);
    const c = this.text[this.at];
    if (c === "{") return this.object(depth);
    if (c === "[") return this.array(depth);
    if (c === '"') return this.string();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    const number = this.match(NUMBER);
    if (number === "") throw new HeaderSyntaxError(`unexpected character at byte ${this.at} of the header`);
    return Number(number);
  }

  private object(depth: number): HeaderObject {
    const object = new HeaderObject();
    this.items("}", () => {
      const key = this.string();
      this.expect(":");
      object.entries.push([key, this.value(depth + 1)]);
    });
    return object;
  }

  private array(depth: number): HeaderValue[] {
    const array: HeaderValue[] = [];
    this.items("]", () => array.push(this.value(depth + 1)));
    return array;
  }

  private items(close: string, item: () => void): void {
    this.at += 1;
    this.match(SPACE);
    if (this.text[this.at] === close) {
      this.at += 1;
      return;
    }
    for (;;) {
      this.match(SPACE);
      item();
      this.match(SPACE);
      const c = this.text[this.at++];
      if (c === close) return;
      if (c !== ",") throw new HeaderSyntaxError(`expected , or ${close} at byte ${this.at - 1} of the header`);
    }
  }

  private string(): string {
    const literal = this.match(STRING);
    if (literal === "") throw new HeaderSyntaxError(`expected a string at byte ${this.at} of the header`);
    return JSON.parse(literal) as string;
  }

  private expect(c: string): void {
    this.match(SPACE);
    if (this.text[this.at++] !== c) throw new HeaderSyntaxError(`expected ${c} at byte ${this.at - 1} of the header`);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
}
