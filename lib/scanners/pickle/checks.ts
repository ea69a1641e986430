import { PickleFailure, type PickleState } from "./state";

/** What Python itself allows by default since 3.11. */
const MAX_DIGITS = 4_300;

/** Whole length of the opcodes that push a number, a truth value or None of a fixed size; 0 for all others. */
export const ATOM_BYTES = new Uint8Array(256);
for (const [code, length] of [
  [0x4b, 2], // BININT1
  [0x4d, 3], // BININT2
  [0x4a, 5], // BININT
  [0x47, 9], // BINFLOAT
  [0x4e, 1], // NONE
  [0x88, 1], // NEWTRUE
  [0x89, 1], // NEWFALSE
] as const)
  ATOM_BYTES[code] = length;

/** The first bytes of a pickle of protocol 2 to 5, in base64; the first of them was compared already, since texts are frequent. */
export function isPacked(bytes: Buffer, from: number, to: number): boolean {
  const third = bytes[from + 2] as number;
  return to - from >= 12 && bytes[from + 1] === 0x41 && third >= 0x49 && third <= 0x58;
}

/** Turning decimal digits into a number takes quadratic time in Pythons that do not refuse it. */
export function checkDigits(s: PickleState, at: number, length: number): void {
  if (length <= MAX_DIGITS) return;
  s.recorder.addAnomaly(at, {
    rule: "pickle.huge-number",
    verdict: "suspicious",
    severity: "medium",
    certainty: "likely",
    opcode: "LONG",
    message: `A number of ${length} digits, which costs a loader quadratic time`,
    refs: ["CVE-2020-10735"],
  });
}

/** A STRING's quotes must be a pair; the state is brought up to date before the failure. */
export function checkQuotes(bytes: Buffer, from: number, end: number, s: PickleState, sp: number, ops: number): void {
  const quote = bytes[from];
  if (end - from >= 2 && (quote === 0x27 || quote === 0x22) && bytes[end - 1] === quote) return;
  s.p = from - 1;
  s.sp = sp;
  s.opCount = ops;
  throw new PickleFailure("bad_argument", "a STRING whose quotes are not a pair");
}
