import { isUtf8 } from "node:buffer";

/** The largest document that is read; a bill of materials of a million components stays below it. */
export const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;

type DocumentText = { text: string; note: string | null } | { refused: string };

function encodingOf(bytes: Uint8Array): { name: "utf-8" | "utf-16le" | "utf-16be"; skip: number } {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: "utf-8", skip: 3 };
  if (a === 0xff && b === 0xfe) return { name: "utf-16le", skip: 2 };
  if (a === 0xfe && b === 0xff) return { name: "utf-16be", skip: 2 };
  // JSON and XML begin with an ASCII character: a zero byte beside it tells the width and the order.
  if (bytes.length >= 4 && a !== 0 && b === 0 && c !== 0 && d === 0) return { name: "utf-16le", skip: 0 };
  if (bytes.length >= 4 && a === 0 && b !== 0 && c === 0 && d !== 0) return { name: "utf-16be", skip: 0 };
  return { name: "utf-8", skip: 0 };
}

/**
 * The text of a document: UTF-8 or UTF-16 in either order, with or without a byte order mark. Bytes that are no text
 * become U+FFFD and `note` says so; an empty or oversized document is refused. Never throws.
 */
export function decodeDocument(bytes: Uint8Array): DocumentText {
  if (bytes.length === 0) return { refused: "The file is empty." };
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    return {
      refused: `The file has ${bytes.length} bytes; documents up to ${MAX_DOCUMENT_BYTES} bytes are read: split it into smaller ones.`,
    };
  }
  const encoding = encodingOf(bytes);
  const body = encoding.skip > 0 ? bytes.subarray(encoding.skip) : bytes;
  const text = new TextDecoder(encoding.name, { ignoreBOM: true }).decode(body);
  const broken = encoding.name === "utf-8" ? !isUtf8(body) : text.includes("\ufffd");
  const note = broken ? `Some bytes are not ${encoding.name.toUpperCase()} text; they stand as U+FFFD.` : null;
  return { text, note };
}

/** Line and column, both counted from 1, of a character offset. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const end = Math.min(Math.max(offset, 0), text.length);
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: end - lineStart + 1 };
}
