import type { FileRow } from "@/lib/domain/views/asset-views";

export type CoverageSum = {
  parsed: number;
  opaque: number;
  unknown: number;
  /** Files whose size nobody knows: no share of theirs is in the sum. */
  unsized: number;
  bytesRead: number;
};

/**
 * Bytes of all files added up. A file that no scan has read counts as unknown with its whole size; a file without a size
 * is counted apart, so that the sum never claims it.
 */
export function sumCoverage(files: readonly Pick<FileRow, "coverage" | "sizeBytes" | "bytesRead">[]): CoverageSum {
  const sum: CoverageSum = { parsed: 0, opaque: 0, unknown: 0, unsized: 0, bytesRead: 0 };
  for (const file of files) {
    sum.bytesRead += file.bytesRead ?? 0;
    if (file.coverage) {
      sum.parsed += file.coverage.bytesParsed;
      sum.opaque += file.coverage.bytesOpaque;
      sum.unknown += file.coverage.bytesUnclaimed;
    } else if (file.sizeBytes !== null) sum.unknown += file.sizeBytes;
    else sum.unsized += 1;
  }
  return sum;
}

/** The sentence above the files: what runs code, what is suspicious, what nobody looked at. Worst first. */
export function filesSentence(files: readonly Pick<FileRow, "verdict">[]): string {
  const n = (verdict: FileRow["verdict"]) => files.filter((f) => f.verdict === verdict).length;
  const total = files.length;
  if (total === 0) return "No model file of it is known.";
  const [malicious, suspicious, errors] = [n("malicious"), n("suspicious"), n("error")];
  const unread = n("not_scanned") + n(null);
  const parts = [
    malicious > 0 ? `${malicious} ${malicious === 1 ? "is" : "are"} malicious` : null,
    suspicious > 0 ? `${suspicious} ${suspicious === 1 ? "is" : "are"} suspicious` : null,
    errors > 0 ? `${errors} could not be read` : null,
    unread > 0 ? `${unread} ${unread === 1 ? "is" : "are"} not scanned` : null,
  ].filter((p) => p !== null);
  const whole = total === 1 ? "1 model file" : `${total} model files`;
  if (parts.length === 0) return total === 1 ? "The one model file is clean." : `All ${whole} are clean.`;
  return `Of ${whole}, ${parts.join(", ")}.`;
}
