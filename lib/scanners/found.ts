import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";

const MAX_POINTER_CHARS = 500;

/** What a scanner says of one place, before it is made fit to show. Certain unless said otherwise. */
export type Found = Omit<ScanEvidence, "certainty" | "snippetHex"> & { certainty?: ScanEvidence["certainty"] };

/** Evidence from a finding: the message made visible and short, the pointer cut. */
export function found(item: Found): ScanEvidence {
  return {
    certainty: "certain",
    ...item,
    message: showText(item.message, 400),
    ...(item.pointer !== undefined && { pointer: item.pointer.slice(0, MAX_POINTER_CHARS) }),
  };
}

/** An error in a file's structure: what stands behind it was not read. */
export function malformed(rule: string, offset: number, message: string, pointer?: string): ScanEvidence {
  const severity = "medium";
  return found({
    rule,
    verdict: "error",
    severity,
    offset: Math.max(0, offset),
    message,
    ...(pointer !== undefined && { pointer }),
  });
}
