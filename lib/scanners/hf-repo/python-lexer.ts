/** A name, an operator, a text or the start of a line; what a judge of calls needs of Python, and no more. */
export type PythonToken = { type: "name" | "op" | "text" | "line"; value: string; at: number };

const MAX_TOKENS = 2_000_000;
const WORD = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const TEXT = /[rRbBuUfFtT]{0,2}("""|'''|"|')/y;
const NUMBER = /[\d][\w.]*/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Cuts Python source into tokens; comments are left out, texts are one token each. Never throws. */
export function lexPython(text: string): PythonToken[] {
  const tokens: PythonToken[] = [];
  let depth = 0;
  for (let at = 0; at < text.length && tokens.length < MAX_TOKENS; ) {
    const c = text[at] as string;
    if (c === "\n") {
      if (depth === 0) tokens.push({ type: "line", value: "\n", at });
      at += 1;
    } else if (c === "#") {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else if (c === "\\" && /^\\\r?\n/.test(text.slice(at, at + 3))) at = text.indexOf("\n", at) + 1;
    else if (/\s/.test(c)) at += 1;
    else {
      const token = next(text, at);
      if ("([{".includes(token.value)) depth += 1;
      else if (")]}".includes(token.value)) depth = Math.max(0, depth - 1);
      tokens.push(token);
      at += Math.max(1, token.value.length);
    }
  }
  return tokens;
}

function next(text: string, at: number): PythonToken {
  const quote = match(TEXT, text, at);
  if (quote !== null)
    return { type: "text", value: text.slice(at, textEnd(text, at + quote[0].length, quote[1] ?? '"')), at };
  const word = match(WORD, text, at);
  if (word !== null) return { type: "name", value: word[0], at };
  const number = match(NUMBER, text, at);
  return { type: "op", value: number?.[0] ?? (text[at] as string), at };
}

function textEnd(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(quote, at)) return at + quote.length;
    else if (text[at] === "\n" && quote.length === 1) return at;
  }
  return text.length;
}
