import type { ScopeOutcome } from "@/lib/domain/inventory";
import { laptopNames, SILENT_LAPTOPS } from "./laptops";
import { RUNS, type RunNumber } from "./runs";

const RESEARCH_MADE = "2026-10-02";
const RESEARCH_LIMIT_DAYS = 30;

function daysBefore(run: RunNumber): number {
  return Math.floor((Date.parse(RUNS[run].at) - Date.parse(`${RESEARCH_MADE}T05:00:00Z`)) / 86_400_000);
}

/** How the parts of one run ended that no document of the estate can say of itself. */
export function estateScopes(run: RunNumber): ScopeOutcome[] {
  const laptops = laptopNames().length;
  return [
    {
      scope: "vertex-pellwood",
      resourceType: "project",
      outcome: "denied",
      seen: 0,
      reason:
        "The project of the acquired broker answers no reader of ours. Grant the viewer role to the collection account.",
    },
    {
      scope: "laptops",
      resourceType: "agent configuration",
      outcome: "partial",
      seen: laptops,
      reason: `${laptops} of ${laptops + SILENT_LAPTOPS.length} laptops report; ${SILENT_LAPTOPS.join(" and ")} are silent since 26 October.`,
    },
    {
      scope: "documents/research-export.cdx.json",
      resourceType: "cyclonedx",
      outcome: "partial",
      seen: 6,
      reason: `The export was made on ${RESEARCH_MADE}, ${daysBefore(run)} days before this run; the limit is ${RESEARCH_LIMIT_DAYS} days. Ask Pricing & Health for a new one.`,
    },
  ];
}
