"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { DefinitionList } from "@/components/kit/definition-list";
import { Section } from "@/components/kit/section";
import { useShortcut } from "@/components/kit/shortcuts";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { SeverityMark } from "@/components/posture/severity-mark";
import { Button } from "@/components/ui/button";
import { showText } from "@/lib/domain/text";
import type { RuleRow } from "@/lib/domain/views/risk-views";
import { StepList } from "../_parts/step-list";
import { ResultBar, resultWords } from "./table-schema";

/** The rule beside the list: why it matters, how to fix it, which controls it speaks to. */
export function RulePeek({ rule, onClose }: { rule: RuleRow; onClose: () => void }) {
  const close = () => {
    onClose();
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`tr[data-row-id="${CSS.escape(rule.id)}"]`)?.focus({ preventScroll: true }),
    );
  };
  useShortcut("Escape", "Close the peek", close, { group: "Lists" });
  return (
    <aside aria-label="Peek" className="pb-6">
      <div className="sticky top-0 z-[1] flex h-8 items-center gap-2 border-hair border-b bg-page px-5 max-xl:h-12">
        <span className="text-ink-3 text-meta">
          {rule.id}, version {rule.version}
        </span>
        <Button variant="quiet" size="icon-sm" className="ml-auto" aria-label="Close the peek" onClick={close}>
          <X aria-hidden />
        </Button>
      </div>
      <div className="flex flex-col gap-4 px-5 pt-4">
        <div>
          <p className="flex flex-wrap gap-3">
            <SeverityMark severity={rule.severity} />
            <FaultLineMark faultLine={rule.faultLine} />
          </p>
          <h2 className="mt-2 break-words font-semibold text-title">{showText(rule.title)}</h2>
          <p className="mt-1 text-ink-2">{showText(rule.risk, 1_200)}</p>
        </div>
        <Section title="Result now">
          <ResultBar rule={rule} />
          {rule.population !== null && rule.population > 0 && (
            <p className="mt-1 text-ink-2 text-meta">{resultWords(rule)}</p>
          )}
          {(rule.fail ?? 0) > 0 && (
            <Button asChild variant="filled" className="mt-3">
              <Link href={`/risks?rule=${encodeURIComponent(rule.id)}`}>See the risks</Link>
            </Button>
          )}
        </Section>
        {rule.remediation.length > 0 && (
          <Section title="How to fix it">
            <StepList steps={rule.remediation.map((text, i) => ({ title: `Step ${i + 1}`, text }))} />
          </Section>
        )}
        <Section title="Controls">
          {Object.keys(rule.controls).length === 0 ? (
            <p className="text-ink-3">It maps to no control.</p>
          ) : (
            <DefinitionList
              termWidth={120}
              items={Object.entries(rule.controls).map(([framework, ids]) => ({
                term: framework,
                value: <span className="break-words">{ids.join(", ")}</span>,
              }))}
            />
          )}
        </Section>
      </div>
    </aside>
  );
}
