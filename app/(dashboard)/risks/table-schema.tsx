import Link from "next/link";
import { Avatar } from "@/components/kit/avatar";
import { RelativeTime } from "@/components/kit/relative-time";
import { type TableColumn, tableColumns } from "@/components/kit/table-columns";
import { AssetChip } from "@/components/posture/asset-chip";
import { BandMark } from "@/components/posture/band-mark";
import { DueClock } from "@/components/posture/due-clock";
import { TicketStatus } from "@/components/posture/ticket-status";
import { Trace } from "@/components/posture/trace";
import { showText } from "@/lib/domain/text";
import type { RiskRow } from "@/lib/domain/views/risk-views";

/** Tenths as they are read: 87.9. */
export function scoreWords(scoreTenths: number): string {
  return (scoreTenths / 10).toFixed(1);
}

/** The two strongest reasons, in words. */
function reasonWords(row: Pick<RiskRow, "reasons">): string {
  return row.reasons
    .slice(0, 2)
    .map((r) => showText(r, 80))
    .join(" · ");
}

function RiskCell({ row }: { row: RiskRow }) {
  const title = showText(row.title);
  return (
    <span className="flex min-w-0 flex-col">
      <Link
        href={`/risks/${row.id}`}
        className="truncate font-medium hover:underline hover:underline-offset-3"
        title={title}
      >
        {title}
      </Link>
      <span className="flex min-w-0 items-center gap-2 text-ink-3 text-meta">
        <AssetChip
          name={row.asset.name}
          kind={row.asset.kind}
          maxChars={36}
          className="max-w-[55%] shrink-0 text-ink-2"
        />
        <span className="min-w-0 truncate" title={reasonWords(row)}>
          {row.isNew && <b className="font-medium text-ink">New{row.reasons.length > 0 && " · "}</b>}
          {reasonWords(row)}
        </span>
      </span>
    </span>
  );
}

const col = tableColumns<RiskRow>();

/** Columns that step aside while the peek is open; the title never does. */
export const PEEK_HIDES = ["ticket", "owner", "age"] as const;

/** The list at one moment: relative times need the page's clock. */
export function riskColumns(now: string): TableColumn<RiskRow>[] {
  return [
    col.accessor("scoreTenths", {
      id: "score",
      header: "Score",
      cell: (c) => <span className="font-semibold text-[14px]">{scoreWords(c.getValue())}</span>,
      meta: { width: 56 },
    }),
    col.accessor("band", {
      header: "Band",
      cell: (c) => <BandMark band={c.getValue()} word="name" />,
      meta: { width: 28, headHidden: true },
    }),
    col.accessor("title", { header: "Risk", cell: (c) => <RiskCell row={c.row.original} /> }),
    col.accessor("crosses", {
      header: "Crosses",
      cell: (c) => <Trace strata={c.getValue()} />,
      meta: { width: 92, from: "md" },
    }),
    col.accessor("ticket", {
      header: "Ticket",
      cell: (c) => {
        const ticket = c.getValue();
        return ticket ? <TicketStatus state={ticket.state} /> : <span className="text-ink-3">No ticket</span>;
      },
      meta: { width: 140, from: "xl" },
    }),
    col.accessor("owner", {
      header: "Owner",
      cell: (c) => {
        const owner = c.getValue();
        return <Avatar name={owner === null ? null : showText(owner, 60)} bare />;
      },
      meta: { width: 48, headHidden: true, from: "md" },
    }),
    col.accessor("firstSeenAt", {
      id: "age",
      header: "Seen",
      cell: (c) => <RelativeTime at={c.getValue()} now={now} form="span" className="text-ink-2" />,
      meta: { width: 68, from: "xl" },
    }),
    col.accessor("dueAt", {
      header: "Due",
      cell: (c) => <DueClock dueAt={c.getValue()} openedAt={c.row.original.firstSeenAt} now={now} />,
      meta: { width: 116 },
    }),
  ];
}
