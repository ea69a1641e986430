/** Characters that change how neighbours look or show nothing: bidi controls, zero width, tags, C0/C1. */
const DECEPTIVE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Shows a string from outside as what it is: deceptive characters become `<U+202E>`, length is capped with `…`. */
export function showText(text: string, maxLength = 300): string {
  const shown = text.length > maxLength * 2 ? text.slice(0, maxLength * 2) : text;
  const plain = shown.replace(
    DECEPTIVE,
    (c) => `<U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`,
  );
  return plain.length > maxLength ? `${plain.slice(0, maxLength - 1)}…` : plain;
}

/** `9f3c71e0…44a1d7`: the middle cut, both ends kept, for digests and purls. */
export function cutMiddle(text: string, head = 8, tail = 6): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}
