const MAX_NAMES = 2_000;
const IDENTIFIER = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;
/** Type letters of marshal texts: with one byte of length, and with four. */
const SHORT = new Set([0x7a, 0x5a]);
const LONG = new Set([0x61, 0x41, 0x75, 0x74]);

/**
 * Texts inside a marshalled code object, names and constants alike, in their order. The layout of code objects differs from
 * one Python to the next, so texts are found by their type letters instead; nothing is unmarshalled.
 */
export function textsOfMarshal(bytes: Buffer): { names: string[]; code: boolean } {
  const names: string[] = [];
  const code = ((bytes[0] ?? 0) & 0x7f) === 0x63;
  for (let at = 1; at < bytes.length && names.length < MAX_NAMES; ) {
    const type = (bytes[at] as number) & 0x7f;
    const short = SHORT.has(type);
    const head = short ? 2 : 5;
    if ((short || LONG.has(type)) && at + head <= bytes.length) {
      const length = short ? (bytes[at + 1] as number) : bytes.readUInt32LE(at + 1);
      if (length > 0 && length <= 4096 && at + head + length <= bytes.length) {
        const text = bytes.toString("utf8", at + head, at + head + length);
        if (/^[\x20-\x7e\s]*$/.test(text) || IDENTIFIER.test(text)) {
          names.push(text);
          at += head + length;
          continue;
        }
      }
    }
    at += 1;
  }
  return { names, code };
}

/** The words in those texts that could be names: `os` alone, and those in dotted or quoted code. */
export function wordsOf(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
}
