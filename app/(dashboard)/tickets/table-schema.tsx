import { Avatar } from "@/components/kit/avatar";
import { Hatch } from "@/components/kit/hatch";
import { RelativeTime } from "@/components/kit/relative-time";
import { RowTitle } from "@/components/kit/row-title";
import { type TableColumn, tableColumns } from "@/components/kit/table-columns";
import { AssetChip } from "@/components/posture/asset-chip";
import { BandMark } from "@/components/posture/band-mark";
import { DueClock } from "@/components/posture/due-clock";
import { TicketStatus } from "@/components/posture/ticket-status";
import { showText } from "@/lib/domain/text";
import { TICKET_STATE_LABEL } from "@/lib/domain/ticket";
import type { TicketRow } from "@/lib/domain/views/work-views";

const SEEN_WORDS: Record<TicketRow["seen"]["state"], string> = {
  still_there: "Still there",
  gone_from_sight: "Gone, not proven",
  proven_fixed: "Proven fixed",
  not_checked: "Not checked",
};

/** What Faultline sees, apart from what anybody says. Only a proof is solid. */
export function SeenMark({ ticket }: { ticket: Pick<TicketRow, "seen" | "state"> }) {
  const { state } = ticket.seen;
  if (state === "not_checked") {
    return (
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-2">
        <Hatch size={16} /> {SEEN_WORDS.not_checked}
      </span>
    );
  }
  if (state === "proven_fixed") return <TicketStatus state="proven_fixed" />;
  if (state === "gone_from_sight") return <TicketStatus state="gone" />;
  if (ticket.state === "reopened") return <TicketStatus state="reopened">Re-opened, still there</TicketStatus>;
  if (ticket.state === "verifying") return <TicketStatus state="verifying" />;
  return <TicketStatus state="open">{SEEN_WORDS.still_there}</TicketStatus>;
}

/** States that no person may set: what people last said is then not on the ticket any more. */
const PIPELINE_STATES: ReadonlySet<TicketRow["state"]> = new Set(["verifying", "proven_fixed", "reopened", "gone"]);

/** The words of what people say; once the pipeline has spoken, they said "fixed" or nothing. */
function saidWords(state: TicketRow["state"]): string {
  if (state === "gone") return "Not said";
  return PIPELINE_STATES.has(state) ? TICKET_STATE_LABEL.fix_claimed : TICKET_STATE_LABEL[state];
}

function riskWords(row: TicketRow): string {
  const risks = `${row.risks.toLocaleString("en")} ${row.risks === 1 ? "risk" : "risks"}`;
  return `${risks}, ${row.findings.toLocaleString("en")} ${row.findings === 1 ? "finding" : "findings"}`;
}

const col = tableColumns<TicketRow>();

/** The list at one moment of the page's clock. */
export function ticketColumns(now: string): TableColumn<TicketRow>[] {
  return [
    col.accessor("title", {
      header: "Fix",
      cell: ({ row: { original: t } }) => (
        <RowTitle
          title={showText(t.title)}
          href={`/tickets/${t.id}`}
          second={
            <>
              <BandMark band={t.band} word="name" />
              {t.asset && <AssetChip name={t.asset.name} kind={t.asset.kind} maxChars={32} />}
              <span className="truncate">{riskWords(t)}</span>
              <span className="sm:hidden">
                <SeenMark ticket={t} />
              </span>
            </>
          }
        />
      ),
    }),
    col.accessor("state", {
      header: "People say",
      cell: (c) => <span className="whitespace-nowrap">{saidWords(c.getValue())}</span>,
      meta: { width: 120, from: "md" },
    }),
    col.accessor("seen", {
      header: "Faultline sees",
      cell: ({ row: { original: t } }) => (
        <span className="flex min-w-0 flex-col">
          <SeenMark ticket={t} />
          <span className="truncate pl-[22px] text-ink-3 text-meta max-md:hidden" title={showText(t.seen.sentence)}>
            {showText(t.seen.sentence, 120)}
          </span>
        </span>
      ),
      meta: { width: "28%", from: "sm" },
    }),
    col.accessor("assignee", {
      header: "Assignee",
      cell: (c) => <Avatar name={c.getValue()?.name ?? null} className="max-w-36" />,
      meta: { width: 160, from: "lg" },
    }),
    col.accessor("dueAt", {
      header: "Due",
      cell: ({ row: { original: t } }) =>
        t.state === "proven_fixed" || t.state === "gone" ? (
          <span className="text-ink-3">Closed</span>
        ) : (
          <DueClock dueAt={t.dueAt} openedAt={t.createdAt} now={now} />
        ),
      meta: { width: 116 },
    }),
    col.accessor("updatedAt", {
      header: "Changed",
      cell: (c) => <RelativeTime at={c.getValue()} now={now} className="text-ink-3" />,
      meta: { width: 92, align: "end", from: "xl" },
    }),
  ];
}
