/** A dotted name in code: `os.path.join`, where it stands, and whether a bracket follows. */
export type NameUse = { path: string; at: number; called: boolean };

/** What a module binds by `import a.b as c` or `from a import b as c`: the local name and the full one. */
type ImportedName = { local: string; path: string; at: number };

export type SourceFacts = {
  uses: NameUse[];
  imports: ImportedName[];
  /** Character where reading stopped, for a text that is never closed; undefined when all of it was read. */
  brokenAt: number | undefined;
};

type Token = { kind: "name" | "mark" | "line"; text: string; at: number };

const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const STRING_START = /[rRbBuUfFtT]{0,3}("""|'''|"|')/y;
const SPACE = /[ \t\f\r]+|\\\r?\n/y;
const NUMBER = /\d[\w.]*/y;
/** Names kept of one text; more are dropped, and then the text counts as not read to its end. */
const MAX_TOKENS = 2_000_000;

/**
 * Lexes Python (and TorchScript, which looks like it): names, calls and imports outside of texts and comments. Nothing is
 * parsed beyond that and nothing is evaluated, so odd code is read as far as its texts can be told from its code.
 */
export function lexPython(text: string): SourceFacts {
  const { tokens, brokenAt } = tokenize(text);
  const facts: SourceFacts = { uses: [], imports: [], brokenAt };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.kind !== "name") continue;
    const first =
      i === 0 ||
      (tokens[i - 1] as Token).kind === "line" ||
      (tokens[i - 1] as Token).text === ";" ||
      (tokens[i - 1] as Token).text === ":";
    if (first && token.text === "import") i = readImport(tokens, i + 1, facts);
    else if (first && token.text === "from") i = readFrom(tokens, i + 1, facts);
    else i = readUse(tokens, i, facts);
  }
  return facts;
}

function tokenize(text: string): { tokens: Token[]; brokenAt: number | undefined } {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    if (tokens.length > MAX_TOKENS) return { tokens, brokenAt: at };
    const char = text[at] as string;
    const space = match(SPACE);
    if (space !== null) at += space[0].length;
    else if (char === "\n") {
      tokens.push({ kind: "line", text: char, at: at++ });
    } else if (char === "#") {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else {
      const quote = match(STRING_START);
      if (quote !== null) {
        const end = stringEnd(text, at + quote[0].length, quote[1] as string);
        if (end < 0) return { tokens, brokenAt: at };
        // A text is an operand like any other: it must not look like the end of a line.
        tokens.push({ kind: "mark", text: "''", at });
        at = end;
        continue;
      }
      const name = match(NAME);
      const number = name === null ? match(NUMBER) : null;
      const piece = name?.[0] ?? number?.[0] ?? char;
      // Python reads names in their plainest form, so `ｏｓ` is `os`.
      tokens.push({ kind: name === null ? "mark" : "name", text: name === null ? piece : piece.normalize("NFKC"), at });
      at += piece.length;
    }
  }
  return { tokens, brokenAt: undefined };
}

/** Index behind a text's closing quotes; -1 when there are none. A text in single quotes ends with its line. */
function stringEnd(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at += 1;
    else if (char === "\n" && quote.length === 1) return -1;
    else if (char === quote[0] && text.startsWith(quote, at)) return at + quote.length;
  }
  return -1;
}

/** A dotted name from token `i` on; gives the last token it took. */
function dotted(tokens: readonly Token[], i: number): { path: string; last: number } {
  let path = (tokens[i] as Token).text;
  let last = i;
  while (tokens[last + 1]?.text === "." && tokens[last + 2]?.kind === "name") {
    path += `.${(tokens[last + 2] as Token).text}`;
    last += 2;
  }
  return { path, last };
}

function readUse(tokens: readonly Token[], i: number, facts: SourceFacts): number {
  const { path, last } = dotted(tokens, i);
  const attribute = tokens[i - 1]?.text === ".";
  const called = tokens[last + 1]?.text === "(";
  if (!attribute) facts.uses.push({ path, at: (tokens[i] as Token).at, called });
  return last;
}

/** `import a.b, c as d`: binds the first part, or the name after `as`. */
function readImport(tokens: readonly Token[], from: number, facts: SourceFacts): number {
  let i = from;
  while (tokens[i]?.kind === "name") {
    const { path, last } = dotted(tokens, i);
    const at = (tokens[i] as Token).at;
    i = last + 1;
    if (tokens[i]?.text === "as" && tokens[i + 1]?.kind === "name") {
      facts.imports.push({ local: (tokens[i + 1] as Token).text, path, at });
      i += 2;
    } else {
      const top = path.split(".")[0] ?? path;
      facts.imports.push({ local: top, path: top, at });
    }
    if (tokens[i]?.text !== ",") break;
    i += 1;
  }
  return i - 1;
}

/** `from a.b import c as d, (e)`: relative ones are of the package itself and bind nothing from outside. */
function readFrom(tokens: readonly Token[], from: number, facts: SourceFacts): number {
  if (tokens[from]?.kind !== "name") return from - 1;
  const module = dotted(tokens, from);
  let i = module.last + 1;
  if (tokens[i]?.text !== "import") return module.last;
  i += 1;
  const bracket = tokens[i]?.text === "(";
  if (bracket) i += 1;
  for (; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.kind === "line" && bracket) continue;
    if (token.text === ",") continue;
    if (token.kind !== "name") break;
    const named = tokens[i + 1]?.text === "as" && tokens[i + 2]?.kind === "name";
    const local = named ? (tokens[i + 2] as Token).text : token.text;
    facts.imports.push({ local, path: `${module.path}.${token.text}`, at: token.at });
    if (named) i += 2;
  }
  return i - 1;
}
