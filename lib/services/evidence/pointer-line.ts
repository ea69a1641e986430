/**
 * Lines (first and last, from 1) of the value a JSON pointer names, found in the text itself, so that the viewer marks
 * what the source wrote; for a member the line of its key counts as the first. null when the text holds no such place.
 * Walks only what it must skip, without recursion.
 */
export function lineOfPointer(text: string, pointer: string): { from: number; to: number } | null {
  const tokens =
    pointer === ""
      ? []
      : pointer
          .slice(1)
          .split("/")
          .map((s) => s.replaceAll("~1", "/").replaceAll("~0", "~"));
  let value = space(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  let shown = value;
  for (const token of tokens) {
    const found =
      text[value] === "{" ? member(text, value, token) : text[value] === "[" ? element(text, value, token) : null;
    if (!found) return null;
    shown = found.shown;
    value = found.value;
  }
  const end = skip(text, value);
  return end === null ? null : { from: lineAt(text, shown), to: lineAt(text, end - 1) };
}

type Place = { shown: number; value: number };

function member(text: string, open: number, key: string): Place | null {
  for (let i = space(text, open + 1); text[i] === '"'; ) {
    const end = skip(text, i);
    if (end === null) return null;
    const colon = space(text, end);
    const value = space(text, colon + 1);
    if (text[colon] !== ":") return null;
    if (stringOf(text.slice(i, end)) === key) return { shown: i, value };
    const next = after(text, value);
    if (next === null) return null;
    i = next;
  }
  return null;
}

function element(text: string, open: number, token: string): Place | null {
  const index = Number(token);
  let i = space(text, open + 1);
  for (let n = 0; i < text.length && text[i] !== "]"; n++) {
    if (n === index) return { shown: i, value: i };
    const next = after(text, i);
    if (next === null) return null;
    i = next;
  }
  return null;
}

/** The start of what follows a value and its comma; the closing bracket where there is no comma. */
function after(text: string, value: number): number | null {
  const end = skip(text, value);
  if (end === null) return null;
  const comma = space(text, end);
  return text[comma] === "," ? space(text, comma + 1) : comma;
}

function space(text: string, from: number): number {
  let i = from;
  while (i < text.length && /\s/.test(text[i] ?? "")) i++;
  return i;
}

/** One past the end of the value at `from`; null when it does not end. */
function skip(text: string, from: number): number | null {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      i++;
      while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
      if (i >= text.length) return null;
      if (depth === 0) return i + 1;
    } else if (c === "{" || c === "[") depth++;
    else if (c === "}" || c === "]") {
      depth--;
      if (depth <= 0) return depth === 0 ? i + 1 : i;
    } else if (depth === 0 && (c === "," || /\s/.test(c ?? ""))) return i;
  }
  return depth === 0 && from < text.length ? text.length : null;
}

function stringOf(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < at; i = text.indexOf("\n", i + 1)) line++;
  return line;
}
