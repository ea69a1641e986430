import type { ScanEvidence } from "@/lib/domain/scan";

/** Half-open range of bytes. */
export type ByteRange = { from: number; to: number };

/** What one parser says of the bytes it was given; offsets are on the scale of that source. */
export type PartScan = {
  formats: string[];
  evidence: ScanEvidence[];
  /** Stable words for why the part is not clean though nothing in it is bad: not_scanned reasons, limit, truncated … */
  reasons: string[];
  /** Bytes a parser read and understood. */
  parsed: ByteRange[];
  /** Bytes an index accounts for without looking into them: tensor storage. */
  opaque: ByteRange[];
};

export function emptyPart(...formats: string[]): PartScan {
  return { formats, evidence: [], reasons: [], parsed: [], opaque: [] };
}

/** Sorted, non-overlapping union of ranges. */
export function unionOf(ranges: readonly ByteRange[]): ByteRange[] {
  const out: ByteRange[] = [];
  for (const range of [...ranges].filter((r) => r.to > r.from).sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = out.at(-1);
    if (last !== undefined && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else out.push({ ...range });
  }
  return out;
}

export function bytesIn(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, range) => sum + range.to - range.from, 0);
}

/** The parts of [0, size) that no range covers. */
export function gapsOf(ranges: readonly ByteRange[], size: number): ByteRange[] {
  const gaps: ByteRange[] = [];
  let at = 0;
  for (const range of unionOf(ranges)) {
    if (range.from > at) gaps.push({ from: at, to: Math.min(range.from, size) });
    at = Math.max(at, range.to);
  }
  if (at < size) gaps.push({ from: at, to: size });
  return gaps.filter((gap) => gap.to > gap.from);
}
