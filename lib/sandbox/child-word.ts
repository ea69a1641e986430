import type { ScanResult } from "@/lib/domain/scan";
import { MAX_READ_BYTES } from "./pipe-source";

/** What a child says; `windows` lists how the body that comes along is cut. */
export type ChildWord =
  | { say: "read"; n: number; offset: number; length: number }
  | { say: "done"; result: ScanResult; windows: { member: string; start: number; whole: boolean; length: number }[] }
  | { say: "unread" }
  | { say: "broken"; message: string };

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const words =
  (...allowed: string[]): Check =>
  (value) =>
    typeof value === "string" && allowed.includes(value);
const list =
  (of: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(of);

/** An object of just these keys; those of `may` can be absent. */
function shape(must: Record<string, Check>, may: Record<string, Check> = {}): Check {
  const all = new Map([...Object.entries(must), ...Object.entries(may)]);
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    return (
      entries.every(([key, held]) => all.get(key)?.(held) === true) &&
      Object.keys(must).every((key) => Object.hasOwn(value, key))
    );
  };
}

const evidence = shape(
  {
    rule: text,
    verdict: words("malicious", "suspicious", "error", "info"),
    severity: words("critical", "high", "medium", "low", "info"),
    certainty: words("certain", "likely", "heuristic"),
    offset: count,
    message: text,
  },
  {
    memberOffset: count,
    length: count,
    member: text,
    compressed: flag,
    opcode: text,
    import: shape({ module: text, name: text }),
    call: shape({ offset: count, opcode: text }, { argPreview: text }),
    operandOffsets: list(count),
    pointer: text,
    count,
    snippetHex: text,
    refs: list(text),
  },
);
const result = shape({
  sizeBytes: count,
  formats: list(text),
  verdict: words("malicious", "suspicious", "error", "not_scanned", "clean"),
  reasons: list(text),
  coverage: shape({ bytesTotal: count, bytesParsed: count, bytesOpaque: count, bytesUnclaimed: count }),
  bytesRead: count,
  evidence: list(evidence),
});
const SHAPES = [
  shape({
    say: words("read"),
    n: count,
    offset: count,
    length: (value) => count(value) && (value as number) <= MAX_READ_BYTES,
  }),
  shape({
    say: words("done"),
    result,
    windows: list(shape({ member: text, start: count, whole: flag, length: count })),
  }),
  shape({ say: words("unread") }),
  shape({ say: words("broken"), message: text }),
];

/** The word a child said, or null where no child of ours says such a thing. */
export function checkWord(value: unknown): ChildWord | null {
  return SHAPES.some((fits) => fits(value)) ? (value as ChildWord) : null;
}
