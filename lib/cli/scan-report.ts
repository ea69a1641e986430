import type { ScanEvidence, ScanResult, ScanVerdict } from "@/lib/domain/scan";
import { ENGINE } from "@/lib/scanners/ruleset";

export type ScannedFile = ScanResult & { target: string; path: string };

export type FailOn = "malicious" | "suspicious" | "error";

/** Counts by verdict and what it cost. */
export type ScanSummary = {
  files: number;
  malicious: number;
  suspicious: number;
  error: number;
  notScanned: number;
  clean: number;
  bytesRead: number;
  durationMs: number;
};

const SUMMARY_KEY: Record<ScanVerdict, "malicious" | "suspicious" | "error" | "notScanned" | "clean"> = {
  malicious: "malicious",
  suspicious: "suspicious",
  error: "error",
  not_scanned: "notScanned",
  clean: "clean",
};

export function emptySummary(): ScanSummary {
  return { files: 0, malicious: 0, suspicious: 0, error: 0, notScanned: 0, clean: 0, bytesRead: 0, durationMs: 0 };
}

export function countIn(summary: ScanSummary, file: ScannedFile): void {
  summary.files += 1;
  summary[SUMMARY_KEY[file.verdict]] += 1;
  summary.bytesRead += file.bytesRead;
}

/** A file that could not be scanned though it may bear a model; README files and the like never count. */
function isUnscannedModel(file: ScannedFile): boolean {
  return file.verdict === "not_scanned" && !(file.reasons.length === 1 && file.reasons[0] === "not_a_model");
}

/**
 * 1 malicious · 2 error or a model-bearing file not scanned · 3 suspicious · 0, the first that holds. That is also the order
 * of strength: `failOn` lowers the codes of all that come after it to 0, so `error` lets suspicious files pass.
 */
export function exitCode(files: readonly ScannedFile[], failOn?: FailOn): number {
  if (files.some((file) => file.verdict === "malicious")) return 1;
  if (failOn === "malicious") return 0;
  if (files.some((file) => file.verdict === "error" || isUnscannedModel(file))) return 2;
  if (failOn === "error") return 0;
  return files.some((file) => file.verdict === "suspicious") ? 3 : 0;
}

/** The evidence as the contract lists its keys; those that are not known are left out. */
function row(item: ScanEvidence): object {
  const { rule, verdict, severity, certainty, offset, ...rest } = item;
  return { rule, verdict, severity, certainty, offset, ...rest };
}

/** The document of `--format json` (faultline.scan/1). */
export function jsonReport(files: readonly ScannedFile[], summary: ScanSummary): object {
  return {
    schema: "faultline.scan/1",
    engine: ENGINE,
    files: files.map((file) => ({
      target: file.target,
      path: file.path,
      ...(file.sha256 !== undefined && { sha256: file.sha256 }),
      sizeBytes: file.sizeBytes,
      formats: file.formats,
      verdict: file.verdict,
      reasons: file.reasons,
      coverage: file.coverage,
      bytesRead: file.bytesRead,
      evidence: file.evidence.map(row),
    })),
    summary,
  };
}
