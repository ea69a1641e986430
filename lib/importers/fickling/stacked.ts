const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Objects that stand one after the other without anything between them, with the line where each begins. */
export function* stackedObjects(text: string): Generator<{ text: string; line: number }> {
  let depth = 0;
  let start = -1;
  let inString = false;
  let line = 1;
  let startLine = 1;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x0a) line += 1;
    if (inString) {
      if (c === BACKSLASH) i += 1;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE && depth > 0) inString = true;
    else if (c === 0x7b) {
      if (depth === 0) {
        start = i;
        startLine = line;
      }
      depth += 1;
    } else if (c === 0x7d && depth > 0) {
      depth -= 1;
      if (depth === 0) yield { text: text.slice(start, i + 1), line: startLine };
    }
  }
  if (depth > 0) yield { text: text.slice(start), line: startLine };
}
