"use client";

import { useQueryStates } from "nuqs";
import { Hatch } from "@/components/kit/hatch";
import { SeverityMark } from "@/components/posture/severity-mark";
import { cn } from "@/components/ui/cn";
import { cutMiddle, showText } from "@/lib/domain/text";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import { EvidencePanel } from "../../../_evidence/evidence-panel";
import { crumbOf } from "../../../_evidence/viewer-props";
import { RISK_DETAIL_PARAMS } from "../search-params";

/** The evidence, one at a time; the address holds which one and which byte. */
export function RiskFound({ evidence }: { evidence: RiskDetail["evidence"] }) {
  const [{ evidence: id, at }, setParams] = useQueryStates(RISK_DETAIL_PARAMS);
  const shown = evidence.find((e) => e.id === id) ?? evidence[0];
  if (!shown) {
    return (
      <p className="flex gap-1.5 py-2 text-ink-2">
        <Hatch size={12} className="mt-1" /> No evidence is kept for this risk: it follows from how assets are
        connected.
      </p>
    );
  }
  return (
    <>
      {evidence.length > 1 && (
        <ol aria-label="Pieces of evidence" className="mb-3 max-h-[148px] overflow-y-auto">
          {evidence.map((e) => {
            const current = e.id === shown.id;
            return (
              <li key={e.id}>
                <button
                  type="button"
                  aria-pressed={current}
                  onClick={() => void setParams({ evidence: e.id, at: null })}
                  className={cn(
                    "grid min-h-9 w-full grid-cols-[18px_minmax(0,1fr)_minmax(0,1fr)] items-center gap-x-3 border-hair border-b px-2 py-1 text-left hover:bg-wash focus-visible:-outline-offset-2",
                    current && "bg-wash shadow-[inset_2px_0_0_var(--ink)]",
                  )}
                >
                  {e.severity ? <SeverityMark severity={e.severity} word="name" /> : <span />}
                  <span
                    className="mono truncate"
                    title={crumbOf(e)
                      .map((c) => showText(c))
                      .join(" › ")}
                  >
                    {crumbOf(e)
                      .map((c) => cutMiddle(showText(c), 14, 14))
                      .join(" › ")}
                  </span>
                  <span className="truncate text-ink-2" title={showText(e.found)}>
                    {showText(e.found)}
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      )}
      <EvidencePanel id={shown.id} chosen={at} onChosenChange={(offset) => void setParams({ at: offset })} />
    </>
  );
}
