import type { Json } from "@/lib/domain/json";
import { decodeDocument, lineAndColumn } from "./document-text";

/** Levels of `[` and `{` that are read; real documents stay below 40. */
export const MAX_JSON_DEPTH = 200;

type JsonDocument = { value: Json; text: string; note: string | null };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

type Outline = { tooDeepAt: number | null; open: boolean };

/** One pass over the characters that counts nesting, so that nothing deep ever reaches the recursive parser. */
export function outlineJson(text: string, maxDepth = MAX_JSON_DEPTH): Outline {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === BACKSLASH) i += 1;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) inString = true;
    else if (c === 0x7b || c === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return { tooDeepAt: i, open: true };
    } else if (c === 0x7d || c === 0x5d) depth -= 1;
  }
  return { tooDeepAt: null, open: inString || depth > 0 };
}

function place(text: string, offset: number): string {
  const { line, column } = lineAndColumn(text, offset);
  return `line ${line}, column ${column}`;
}

function brokenAt(text: string, error: unknown): number {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
  return position === undefined ? text.length : Number(position);
}

/** Parses JSON text with its nesting checked first; refuses with the line and the column. Never throws. */
function parseJsonText(text: string): { value: Json } | { refused: string } {
  const outline = outlineJson(text);
  if (outline.tooDeepAt !== null) {
    const where = place(text, outline.tooDeepAt);
    return { refused: `The JSON nests deeper than ${MAX_JSON_DEPTH} levels at ${where}: it is not read.` };
  }
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    if (outline.open) {
      return { refused: `The JSON is cut short: it breaks off at ${place(text, text.length)}. Fetch the file again.` };
    }
    return { refused: `The file is not valid JSON: it goes wrong at ${place(text, brokenAt(text, error))}.` };
  }
}

// Recognising and reading both need the parsed tree; the second takes what the first left.
const kept = new WeakMap<Uint8Array, JsonDocument>();

/** Decodes and parses a JSON document. With `keep` the tree waits for the next call with the same bytes object. */
export function readJsonDocument(bytes: Uint8Array, keep = false): JsonDocument | { refused: string } {
  const waiting = kept.get(bytes);
  if (waiting) {
    if (!keep) kept.delete(bytes);
    return waiting;
  }
  const decoded = decodeDocument(bytes);
  if ("refused" in decoded) return decoded;
  const parsed = parseJsonText(decoded.text);
  if ("refused" in parsed) return parsed;
  const document = { value: parsed.value, text: decoded.text, note: decoded.note };
  if (keep) kept.set(bytes, document);
  return document;
}
