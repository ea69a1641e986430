import Link from "next/link";
import { Avatar } from "@/components/kit/avatar";
import { type Definition, DefinitionList } from "@/components/kit/definition-list";
import { RelativeTime } from "@/components/kit/relative-time";
import { dayTime } from "@/components/kit/time-words";
import { DueClock } from "@/components/posture/due-clock";
import { TicketStatus } from "@/components/posture/ticket-status";
import { showText } from "@/lib/domain/text";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import { EXPOSURE_WORDS } from "../../_parts/exposure-words";

/** Who has it, until when, where it is being worked on. */
export function RiskFacts({ risk }: { risk: RiskDetail }) {
  const items: Definition[] = [
    {
      term: "Ticket",
      value: risk.ticket ? (
        <Link href={`/tickets/${risk.ticket.id}`} className="hover:underline hover:underline-offset-3">
          <TicketStatus state={risk.ticket.state} />
        </Link>
      ) : (
        <span className="text-ink-3">No ticket</span>
      ),
    },
    { term: "Owner", value: <Avatar name={risk.owner === null ? null : showText(risk.owner, 60)} /> },
    {
      term: "Due",
      value: (
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <DueClock dueAt={risk.dueAt} openedAt={risk.firstSeenAt} now={risk.asOf.now} />
          {risk.dueAt !== null && <span className="text-ink-3">{dayTime(risk.dueAt)}</span>}
        </span>
      ),
    },
    {
      term: "Reach",
      value: risk.exposure === "unknown" ? null : EXPOSURE_WORDS[risk.exposure],
      unknown: "Not known",
    },
    { term: "First seen", value: <RelativeTime at={risk.firstSeenAt} now={risk.asOf.now} /> },
  ];
  return <DefinitionList items={items} />;
}
