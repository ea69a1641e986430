/** `9f3c71e0…44a1d7`: both ends stay, since people compare both. Cuts between whole characters. */
export function middleCut(text: string, head = 8, tail = 6): string {
  const chars = Array.from(text);
  if (chars.length <= head + tail + 1) return text;
  return `${chars.slice(0, head).join("")}…${tail > 0 ? chars.slice(-tail).join("") : ""}`;
}
