import { cn } from "@/components/ui/cn";
import type { EvidenceClass } from "@/lib/domain/relation";

export const EVIDENCE_CLASS_LABEL: Record<EvidenceClass, string> = {
  verified: "Verified",
  observed: "Observed",
  declared: "Declared",
  inferred: "Inferred",
};

const EVIDENCE_CLASS_SENTENCE: Record<EvidenceClass, string> = {
  verified: "verified by digest",
  observed: "observed in an API",
  declared: "declared only",
  inferred: "inferred",
};

/** Stroke of an edge by how well it is known: weight first, then dashes. */
export const EVIDENCE_STROKE: Record<
  EvidenceClass,
  { strokeWidth: number; strokeDasharray?: string; strokeLinecap?: "round" }
> = {
  verified: { strokeWidth: 2.5 },
  observed: { strokeWidth: 1.25 },
  declared: { strokeWidth: 1.5, strokeDasharray: "6 4" },
  inferred: { strokeWidth: 1.75, strokeDasharray: "1 4", strokeLinecap: "round" },
};

type EvidenceClassMarkProps = {
  evidenceClass: EvidenceClass;
  /** The sentence form ("verified by digest") is for legends. */
  form?: "word" | "sentence";
  width?: number;
  className?: string;
};

/** The line as it is drawn in lineage and paths, and its word. */
export function EvidenceClassMark({ evidenceClass, form = "word", width = 24, className }: EvidenceClassMarkProps) {
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      <svg width={width} height="8" aria-hidden className="shrink-0 stroke-ink">
        <path d={`M1 4H${width - 1}`} {...EVIDENCE_STROKE[evidenceClass]} />
      </svg>
      {form === "word" ? EVIDENCE_CLASS_LABEL[evidenceClass] : EVIDENCE_CLASS_SENTENCE[evidenceClass]}
    </span>
  );
}
