/** One piece of a template; `at` is a character index. `raw` keeps a text as written, escapes included. */
export type Token =
  | { type: "name"; value: string; at: number }
  | { type: "number"; value: number; at: number }
  | { type: "string"; value: string; raw: string; at: number }
  | { type: "op"; value: string; at: number };

/** `{{ … }}` or `{% … %}` with what stands between. Text, comments and raw blocks make none. */
export type Block = { kind: "print" | "statement"; at: number; tokens: Token[] };

export class JinjaError extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

const MAX_TOKENS = 2_000_000;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const NUMBER = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y;
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const OPERATOR = /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y;
const END_RAW = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;

/** Cuts a template into its blocks as Jinja does. Throws `JinjaError` where Jinja itself would refuse. */
export function lexTemplate(text: string): Block[] {
  const blocks: Block[] = [];
  const state = { tokens: 0 };
  for (let at = nextTag(text, 0); at >= 0; ) {
    const opener = text[at + 1];
    if (opener === "#") {
      const end = text.indexOf("#}", at + 2);
      if (end < 0) throw new JinjaError(at, "a comment is never closed");
      at = nextTag(text, end + 2);
      continue;
    }
    const raw = /^\{%[-+]?\s*raw\s*[-+]?%\}/.exec(text.slice(at, at + 200));
    if (raw !== null) {
      END_RAW.lastIndex = at + raw[0].length;
      if (END_RAW.exec(text) === null) throw new JinjaError(at, "a raw block is never closed");
      at = nextTag(text, END_RAW.lastIndex);
      continue;
    }
    const kind = opener === "{" ? "print" : "statement";
    const { tokens, end } = lexBlock(text, at + 2, kind === "print" ? "}}" : "%}", state);
    blocks.push({ kind, at, tokens });
    at = nextTag(text, end);
  }
  return blocks;
}

function nextTag(text: string, from: number): number {
  for (let at = text.indexOf("{", from); at >= 0; at = text.indexOf("{", at + 1)) {
    const c = text[at + 1];
    if (c === "{" || c === "%" || c === "#") return at;
  }
  return -1;
}

function lexBlock(text: string, from: number, close: string, state: { tokens: number }) {
  const tokens: Token[] = [];
  let at = from;
  let depth = 0;
  if (text[at] === "-" || text[at] === "+") at += 1;
  for (;;) {
    while (at < text.length && /\s/.test(text[at] as string)) at += 1;
    if (at >= text.length) throw new JinjaError(from - 2, `a block is never closed with ${close}`);
    if (depth === 0) {
      const sign = text[at] === "-" || text[at] === "+" ? 1 : 0;
      if (text.startsWith(close, at + sign)) return { tokens, end: at + sign + 2 };
    }
    const token = lexToken(text, at);
    if (++state.tokens > MAX_TOKENS) throw new JinjaError(at, `it holds more than ${MAX_TOKENS} tokens`);
    if (token.type === "op") {
      if ("([{".includes(token.value)) depth += 1;
      else if (")]}".includes(token.value)) depth = Math.max(0, depth - 1);
    }
    tokens.push(token);
    at = lengthAfter(text, token);
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function lexToken(text: string, at: number): Token {
  const name = match(NAME, text, at);
  // Python reads compatibility letters as the plain ones: a fullwidth name is the same name.
  if (name !== undefined) return { type: "name", value: name, at };
  const number = match(NUMBER, text, at);
  if (number !== undefined) return { type: "number", value: Number(number.replaceAll("_", "")), at };
  if (text[at] === "'" || text[at] === '"') {
    const raw = match(STRING, text, at);
    if (raw === undefined) throw new JinjaError(at, "a text is never closed");
    return { type: "string", value: pythonText(raw.slice(1, -1)), raw, at };
  }
  const op = match(OPERATOR, text, at);
  if (op === undefined)
    throw new JinjaError(at, `the character ${JSON.stringify(text[at])} has no place in an expression`);
  return { type: "op", value: op, at };
}

function lengthAfter(text: string, token: Token): number {
  if (token.type === "name") return token.at + token.value.length;
  if (token.type === "number") return token.at + (match(NUMBER, text, token.at) ?? " ").length;
  return token.at + (token.type === "string" ? token.raw.length : token.value.length);
}

const SIMPLE: Record<string, string> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v", "\n": "" };

/** Escapes as Python's unicode-escape codec reads them; `\N{…}` becomes a letter that no name holds. */
function pythonText(raw: string): string {
  return raw.replace(
    /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^}]{1,80}\}|[0-7]{1,3}|[\s\S])/g,
    (_, sign: string) => {
      if (sign.length > 1 && /^[xuU]/.test(sign)) {
        const code = Number.parseInt(sign.slice(1), 16);
        return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
      }
      if (sign.startsWith("N{")) return /low line/i.test(sign) ? "_" : "\ufffd";
      if (/^[0-7]/.test(sign)) return String.fromCharCode(Number.parseInt(sign, 8));
      return SIMPLE[sign] ?? (/^[\\'"]$/.test(sign) ? sign : `\\${sign}`);
    },
  );
}
