import { Section } from "@/components/kit/section";
import { showText } from "@/lib/domain/text";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import { StepList } from "../../../_parts/step-list";
import { RiskFacts } from "../../_list/risk-facts";
import { TicketButton } from "../../_list/ticket-button";
import { RiskTriage } from "./triage";

type FixView = RiskDetail["fixes"][number];

function Fix({ fix, first, alone }: { fix: FixView; first: boolean; alone: boolean }) {
  return (
    <div className="flex flex-col gap-4">
      {!alone && <h3 className="break-words font-medium">{showText(fix.title)}</h3>}
      <StepList steps={fix.steps} />
      <TicketButton fix={fix} keys={first} filled={first} className="w-full" />
      {fix.findings > 1 && (
        <p className="text-ink-3 text-meta">
          One ticket covers {fix.findings.toLocaleString("en")} findings with this fix.
        </p>
      )}
    </div>
  );
}

/** Steps that end in proof, the ticket, and who has it until when. */
export function RiskToDo({ risk }: { risk: RiskDetail }) {
  return (
    <div className="flex flex-col gap-5">
      <Section title="What to do">
        <div className="flex flex-col gap-6 pt-1">
          {risk.fixes.length === 0 && <p className="text-ink-2">No fix is on record for this risk yet.</p>}
          {risk.fixes.map((fix, i) => (
            <Fix key={fix.id} fix={fix} first={i === 0} alone={risk.fixes.length === 1} />
          ))}
        </div>
      </Section>
      <div className="border-hair border-t pt-4">
        <RiskFacts risk={risk} />
      </div>
      <RiskTriage risk={risk} />
    </div>
  );
}
