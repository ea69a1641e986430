import type { Literal } from "./literal";

/** An element type: bytes of one element, and whether Python objects (a pickle) stand for its values. */
export type ElementType = { bytes: number; hasObject: boolean };

const WIDTHS: Record<string, number> = {
  "?": 1,
  b: 1,
  B: 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 8,
  L: 8,
  q: 8,
  Q: 8,
  e: 2,
  f: 4,
  d: 8,
  g: 16,
  F: 8,
  D: 16,
  G: 32,
  p: 8,
  P: 8,
};

/** The type a header's `descr` names: a text, or a list of fields (name, type[, shape]), nested. Null when it is neither. */
export function elementType(descr: Literal | undefined): ElementType | null {
  if (typeof descr === "string") return simpleType(descr);
  if (!Array.isArray(descr)) return null;
  // A pair whose first part is a type, not a list of fields, is a subarray: (type, shape).
  if (
    descr.length === 2 &&
    !Array.isArray(descr[0]) &&
    Array.isArray(descr[1]) &&
    descr[1].every((n) => typeof n === "number")
  )
    return times(elementType(descr[0]), descr[1]);
  const sum: ElementType = { bytes: 0, hasObject: false };
  for (const field of descr) {
    if (!Array.isArray(field) || field.length < 2 || field.length > 3) return null;
    const shape = field[2] === undefined ? [] : Array.isArray(field[2]) ? field[2] : [field[2]];
    const type = times(elementType(field[1]), shape);
    if (type === null) return null;
    sum.bytes += type.bytes;
    sum.hasObject ||= type.hasObject;
  }
  return sum;
}

function times(type: ElementType | null, shape: readonly Literal[]): ElementType | null {
  const count = countOf(shape);
  return type === null || count === null ? null : { bytes: type.bytes * count, hasObject: type.hasObject };
}

/** Elements of a shape; null when it is not of whole numbers that can be counted. */
export function countOf(shape: Literal | readonly Literal[] | undefined): number | null {
  if (!Array.isArray(shape) || shape.length > 64) return null;
  let count = 1;
  for (const extent of shape) {
    if (typeof extent !== "number" || !Number.isInteger(extent) || extent < 0) return null;
    count *= extent;
  }
  return Number.isSafeInteger(count) ? count : null;
}

function simpleType(text: string): ElementType | null {
  const match = /^[<>|=]?([?bBhHiIlLqQefdgFDGSauUVOmMcpP])(\d{0,9})(\[[^\]]{0,20}\])?$/.exec(text);
  if (match === null) return null;
  const letter = match[1] ?? "";
  const width = match[2] === undefined || match[2] === "" ? null : Number(match[2]);
  if (letter === "O") return { bytes: 8, hasObject: true };
  if (letter === "m" || letter === "M") return { bytes: 8, hasObject: false };
  if (letter === "U") return { bytes: (width ?? 0) * 4, hasObject: false };
  if (letter === "c") return { bytes: width ?? 1, hasObject: false };
  const bytes = width ?? WIDTHS[letter] ?? 0;
  return { bytes, hasObject: false };
}
