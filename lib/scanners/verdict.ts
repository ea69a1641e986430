import type { ScanEvidence, ScanVerdict } from "@/lib/domain/scan";

const ERROR_REASONS = new Set(["limit", "truncated", "malformed", "depth_limit", "empty"]);

/** The worst that holds: malicious, suspicious, error, not_scanned, clean. A byte nobody claimed forbids clean. */
export function verdictOf(
  evidence: readonly ScanEvidence[],
  reasons: readonly string[],
  unclaimedBytes: number,
): ScanVerdict {
  if (evidence.some((item) => item.verdict === "malicious")) return "malicious";
  if (evidence.some((item) => item.verdict === "suspicious")) return "suspicious";
  if (evidence.some((item) => item.verdict === "error") || reasons.some((word) => ERROR_REASONS.has(word)))
    return "error";
  return reasons.length > 0 || unclaimedBytes > 0 ? "not_scanned" : "clean";
}
