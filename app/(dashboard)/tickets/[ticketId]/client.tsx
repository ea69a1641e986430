"use client";

import Link from "next/link";
import { Section } from "@/components/kit/section";
import { TopBar } from "@/components/kit/top-bar";
import { AssetChip } from "@/components/posture/asset-chip";
import { BandMark } from "@/components/posture/band-mark";
import { Button } from "@/components/ui/button";
import { showText } from "@/lib/domain/text";
import type { PersonRef, TicketDetail } from "@/lib/domain/views/work-views";
import { useEvidenceParam } from "../../_evidence/evidence-param";
import { EvidenceSheet } from "../../_evidence/evidence-sheet";
import { HistoryList } from "../../_parts/history-list";
import { StepList } from "../../_parts/step-list";
import { AsOfStamp } from "../../_shell/as-of-stamp";
import { TicketComments } from "./comments";
import { TicketControls } from "./controls";
import type { May } from "./may";

type TicketClientProps = { ticket: TicketDetail; people: readonly PersonRef[]; may: May };

/** Steps and proof left, who, when and the two verdicts right. */
export function TicketClient({ ticket, people, may }: TicketClientProps) {
  return (
    <>
      <TopBar
        crumbs={[{ label: "Tickets", href: "/tickets" }, { label: `Ticket ${ticket.number}` }]}
        asOf={<AsOfStamp asOf={ticket.asOf} />}
      />
      <main id="main" tabIndex={-1} className="px-6 py-6 outline-none max-sm:px-4">
        <header className="min-w-0">
          <p className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
            <BandMark band={ticket.band} score={ticket.scoreTenths / 10} />
            {ticket.asset && (
              <AssetChip
                name={ticket.asset.name}
                kind={ticket.asset.kind}
                href={`/inventory/${ticket.asset.id}`}
                maxChars={48}
              />
            )}
          </p>
          <h1 className="mt-2 max-w-[60ch] break-words text-verdict max-sm:text-title">{showText(ticket.title)}</h1>
        </header>
        <div className="mt-5 grid gap-x-7 gap-y-6 lg:grid-cols-[minmax(0,1fr)_320px]">
          <div className="min-w-0 lg:col-start-2 lg:row-span-2">
            <TicketControls key={ticket.version} ticket={ticket} people={people} may={may} />
          </div>
          <div className="flex min-w-0 flex-col gap-7 lg:col-start-1 lg:row-start-1">
            <Section title="What to do">
              <div className="max-w-[70ch] pt-1">
                <StepList steps={ticket.steps} />
              </div>
            </Section>
            <Findings ticket={ticket} />
            <Risks ticket={ticket} />
            <TicketComments ticket={ticket} mayWork={may.work} />
            <Section
              title="History"
              note={`${ticket.history.length.toLocaleString("en")} ${ticket.history.length === 1 ? "entry" : "entries"}`}
            >
              <HistoryList entries={ticket.history} now={ticket.asOf.now} />
            </Section>
          </div>
        </div>
        <EvidenceSheet />
      </main>
    </>
  );
}

function Findings({ ticket }: { ticket: TicketDetail }) {
  const [, setEvidence] = useEvidenceParam();
  return (
    <Section
      title="What it must make disappear"
      note={`${ticket.findings.toLocaleString("en")} ${ticket.findings === 1 ? "finding" : "findings"}`}
    >
      {ticket.findingRows.length === 0 && <p className="py-2 text-ink-3">No finding stands behind it any more.</p>}
      <ul>
        {ticket.findingRows.map((f) => {
          const [evidence] = f.evidenceIds;
          return (
            <li
              key={f.id}
              className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-hair border-b py-1.5 sm:grid-cols-[minmax(0,200px)_minmax(0,1fr)_84px_auto]"
            >
              <AssetChip name={f.asset.name} kind={f.asset.kind} href={`/inventory/${f.asset.id}`} />
              <span className="min-w-0 truncate max-sm:order-last max-sm:col-span-2" title={showText(f.message)}>
                {showText(f.message)}
              </span>
              <span className="text-ink-2 max-sm:hidden">{showText(f.observation, 20)}</span>
              {evidence === undefined ? (
                <span className="text-ink-3 text-meta">no evidence</span>
              ) : (
                <Button variant="quiet" onClick={() => void setEvidence(evidence)}>
                  Evidence
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {ticket.findingRows.length < ticket.findings && (
        <p className="py-2 text-ink-3 text-meta">
          {ticket.findingRows.length} of {ticket.findings.toLocaleString("en")} shown.
        </p>
      )}
    </Section>
  );
}

function Risks({ ticket }: { ticket: TicketDetail }) {
  if (ticket.riskRows.length === 0) return null;
  return (
    <Section title="Risks it closes" note={ticket.risks.toLocaleString("en")}>
      <ul>
        {ticket.riskRows.map((r) => (
          <li key={r.id} className="flex min-h-9 min-w-0 items-center gap-3 border-hair border-b">
            <BandMark band={r.band} score={r.scoreTenths / 10} word="name" />
            <Link
              href={`/risks/${r.id}`}
              className="min-w-0 truncate hover:underline hover:underline-offset-3"
              title={showText(r.title)}
            >
              {showText(r.title)}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
