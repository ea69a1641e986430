/** A value of Python's literal notation, as far as array headers use it. */
export type Literal = string | number | boolean | null | Literal[] | Map<string, Literal>;

/** The header is not the literal a reader would accept; `at` = character where that shows. */
export class LiteralError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const MAX_DEPTH = 32;
const WORDS: Record<string, Literal> = { True: true, False: false, None: null };

/** Reads one literal: dictionaries with text keys, tuples, lists, texts, whole numbers, True, False, None. Evaluates nothing. */
export function parseLiteral(text: string): Literal {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.skip();
  if (reader.at < text.length) throw new LiteralError("something follows the value", reader.at);
  return value;
}

class Reader {
  at = 0;

  constructor(private readonly text: string) {}

  skip(): void {
    while (/[ \t\n\r\f]/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  value(depth: number): Literal {
    if (depth > MAX_DEPTH) throw new LiteralError("values inside values too deep", this.at);
    this.skip();
    const start = this.text[this.at] ?? "";
    if (start === "{") return this.dictionary(depth);
    if (start === "(") return this.items(")", depth);
    if (start === "[") return this.items("]", depth);
    if (/['"bBuUrR]/.test(start) && /^[bBuUrR]{0,2}['"]/.test(this.text.slice(this.at, this.at + 3)))
      return this.quoted();
    const token = /^[-+]?\d{1,15}L?|^[A-Za-z]{1,8}/.exec(this.text.slice(this.at, this.at + 20))?.[0] ?? "";
    if (token === "") throw new LiteralError("no value", this.at);
    const word = WORDS[token];
    if (word === undefined && /^[A-Za-z]/.test(token)) throw new LiteralError(`the name ${token}`, this.at);
    this.at += token.length;
    return word === undefined ? Number(token.replace(/L$/, "")) : word;
  }

  private quoted(): string {
    const quote = /^[bBuUrR]{0,2}(['"])((?:[^'"\\\n]|\\.|(?!\1)['"])*)\1/.exec(
      this.text.slice(this.at, this.at + 4096),
    );
    if (quote === null) throw new LiteralError("a text without its end", this.at);
    this.at += quote[0].length;
    return quote[2] ?? "";
  }

  private items(end: string, depth: number): Literal[] {
    const out: Literal[] = [];
    this.at += 1;
    for (;;) {
      this.skip();
      if (this.text[this.at] === end) {
        this.at += 1;
        return out;
      }
      out.push(this.value(depth + 1));
      this.comma(end);
    }
  }

  private dictionary(depth: number): Map<string, Literal> {
    const out = new Map<string, Literal>();
    this.at += 1;
    for (;;) {
      this.skip();
      if (this.text[this.at] === "}") {
        this.at += 1;
        return out;
      }
      const key = this.value(depth + 1);
      this.skip();
      if (typeof key !== "string" || this.text[this.at] !== ":") throw new LiteralError("no key and value", this.at);
      this.at += 1;
      out.set(key, this.value(depth + 1));
      this.comma("}");
    }
  }

  private comma(end: string): void {
    this.skip();
    if (this.text[this.at] === ",") this.at += 1;
    else if (this.text[this.at] !== end) throw new LiteralError("no comma", this.at);
  }
}
