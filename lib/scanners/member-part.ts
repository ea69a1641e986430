import type { RangeSource } from "@/lib/bytes/range-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { gapsOf, type PartScan } from "./part-scan";

/** A part of a container that is scanned as a file of its own, and where it stands in the container. */
export type Member = {
  /** The name in evidence; containers inside containers are joined by `!`. */
  label: string;
  source: RangeSource;
  /** Where its bytes start in the container, as stored. */
  at: number;
  /** Bytes it takes there, as stored. */
  storedBytes: number;
  compressed: boolean;
  /** False when only a prefix could be unpacked: then its stored bytes are not accounted for. */
  whole: boolean;
};

/** Adds a word once. */
export function addReason(out: PartScan, word: string): void {
  if (!out.reasons.includes(word)) out.reasons.push(word);
}

/** Takes over what was found in a member: evidence on the scale of the container, reasons, formats, claims. */
export function takeIn(out: PartScan, part: PartScan, member: Member): void {
  takeOver(out, part, (item) => outward(item, member));
  claimStored(out, part, member);
}

/** Like `takeIn` for who settles the claims itself. */
export function takeOver(out: PartScan, part: PartScan, move: (item: ScanEvidence) => ScanEvidence): void {
  for (const item of part.evidence) out.evidence.push(move(item));
  for (const word of part.reasons) addReason(out, word);
  // That a PyTorch archive holds pickles goes without saying; of any other container it is worth knowing.
  const torch = out.formats.some((format) => format.startsWith("torch"));
  for (const format of part.formats) {
    if (!(torch && format === "pickle") && !out.formats.includes(format)) out.formats.push(format);
  }
}

/** Puts a member's evidence on the scale of its container. */
export function outward(item: ScanEvidence, member: Pick<Member, "label" | "at" | "compressed">): ScanEvidence {
  const { label, at, compressed } = member;
  return {
    ...item,
    offset: compressed ? at : at + item.offset,
    memberOffset: item.memberOffset ?? item.offset,
    member: item.member === undefined ? label : `${label}!${item.member}`,
    ...((compressed || item.compressed === true) && { compressed: true }),
  };
}

/** True when every byte of the part was parsed or accounted for. */
export function isAccountedFor(part: PartScan, size: number): boolean {
  return gapsOf([...part.parsed, ...part.opaque], size).length === 0;
}

/** Claims of a member in its container: range by range where it is stored plain, all or nothing where it is packed. */
export function claimStored(out: PartScan, part: PartScan, member: Member): void {
  const { at, source, storedBytes } = member;
  if (member.compressed) {
    if (!member.whole || !isAccountedFor(part, source.size)) return;
    const claims = part.parsed.length === 0 && part.opaque.length > 0 ? out.opaque : out.parsed;
    claims.push({ from: at, to: at + storedBytes });
    return;
  }
  out.parsed.push(...part.parsed.map(({ from, to }) => ({ from: from + at, to: to + at })));
  out.opaque.push(...part.opaque.map(({ from, to }) => ({ from: from + at, to: to + at })));
}

const SOURCE_OR_PROGRAM = /\.(py|pyc|pyo|so|dll|dylib|exe|sh|bat|ps1)$/i;

/** A text beside the model is nobody's risk; source code and programs are, as long as nobody read them. */
export function asPlainMember(part: PartScan, name: string, size: number): PartScan {
  if (!part.reasons.includes("not_a_model")) return part;
  const reasons = part.reasons.filter((word) => word !== "not_a_model");
  if (SOURCE_OR_PROGRAM.test(name)) return { ...part, reasons: [...reasons, "unsupported_format"] };
  return { ...part, reasons, opaque: [{ from: 0, to: size }] };
}
