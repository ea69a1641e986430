/** Reads a stored number back as its word; throws on a number no tuple holds, since that row is corrupt. */
export function wordOf<T extends Record<string, number>>(words: T, code: number): keyof T & string {
  for (const [word, value] of Object.entries(words)) if (value === code) return word;
  throw new Error(`No word for stored code ${code} (known: ${Object.keys(words).join(", ")})`);
}

/** The words of a code table as a non-empty tuple, in declaration order, for `z.enum`. */
export function wordsOf<T extends Record<string, number>>(words: T): [keyof T & string, ...(keyof T & string)[]] {
  const [first, ...rest] = Object.keys(words) as (keyof T & string)[];
  if (first === undefined) throw new Error("An empty code table has no words");
  return [first, ...rest];
}
