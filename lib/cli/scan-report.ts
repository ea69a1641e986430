import type { ScanEvidence, ScanResult, ScanVerdict } from "@/lib/domain/scan";
import { ENGINE } from "@/lib/scanners/ruleset";

/** Why evidence does not count: a committed list says so, until a day (YYYY-MM-DD). */
export type AllowNote = { reason: string; expires: string };

export type ScannedFile = Omit<ScanResult, "evidence"> & {
  target: string;
  path: string;
  evidence: (ScanEvidence & { allowed?: AllowNote })[];
  /** Requests that a remote file cost. */
  requests?: number;
  /** True when `sha256` is what the remote place states and not every byte was read to prove it. */
  sha256Stated?: boolean;
  /** Commit, ETag or digest that the remote listing was read at. */
  version?: string;
  /** One sentence where the scan came to no end. */
  message?: string;
};

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
export function isUnscannedModel(file: ScannedFile): boolean {
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
function row(item: ScannedFile["evidence"][number]): object {
  const { rule, verdict, severity, certainty, offset, ...rest } = item;
  return { rule, verdict, severity, certainty, offset, ...rest };
}

/** The allow list that was used: two reports with the same digest allowed the same. */
export type AllowSummary = { path: string; digest: string; entries: number; expired: number };

/** The document of `--format json` (faultline.scan/1). */
export function jsonReport(files: readonly ScannedFile[], summary: ScanSummary, allow: AllowSummary | null): object {
  return {
    schema: "faultline.scan/1",
    engine: ENGINE,
    ...(allow && { allow }),
    files: files.map((file) => ({
      target: file.target,
      path: file.path,
      ...(file.sha256 !== undefined && { sha256: file.sha256 }),
      ...(file.sha256Stated && { sha256Stated: true }),
      ...(file.version !== undefined && { version: file.version }),
      sizeBytes: file.sizeBytes,
      formats: file.formats,
      verdict: file.verdict,
      reasons: file.reasons,
      coverage: file.coverage,
      bytesRead: file.bytesRead,
      ...(file.requests !== undefined && { requests: file.requests }),
      ...(file.message !== undefined && { message: file.message }),
      evidence: file.evidence.map(row),
    })),
    summary,
  };
}
