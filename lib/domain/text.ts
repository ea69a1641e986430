/** Characters that change how neighbours look or show nothing: controls, bidi, zero width, tags, fillers, lone halves. */
const DECEPTIVE =
  /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u3164|\uffa0|\p{Variation_Selector}/gu;

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
