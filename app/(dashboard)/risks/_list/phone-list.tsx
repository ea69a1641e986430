import Link from "next/link";
import { AssetChip } from "@/components/posture/asset-chip";
import { BandMark } from "@/components/posture/band-mark";
import { DueClock } from "@/components/posture/due-clock";
import { Trace } from "@/components/posture/trace";
import { showText } from "@/lib/domain/text";
import type { RiskRow } from "@/lib/domain/views/risk-views";
import { scoreWords } from "../table-schema";

/** The list where a table has no room: the whole row leads to the risk. */
export function PhoneRisks({ rows, now }: { rows: readonly RiskRow[]; now: string }) {
  return (
    <ul className="sm:hidden">
      {rows.map((row) => (
        <li key={row.id} className="border-hair border-b [content-visibility:auto] [contain-intrinsic-size:auto_92px]">
          <Link
            href={`/risks/${row.id}`}
            className="grid grid-cols-[44px_minmax(0,1fr)] gap-x-2 px-4 py-3 focus-visible:-outline-offset-2"
          >
            <span className="flex flex-col gap-1">
              <span className="font-semibold text-[14px] leading-5">{scoreWords(row.scoreTenths)}</span>
              <BandMark band={row.band} word="name" />
            </span>
            <span className="flex min-w-0 flex-col gap-0.5">
              <span className="line-clamp-3 break-words font-medium">{showText(row.title)}</span>
              <AssetChip name={row.asset.name} kind={row.asset.kind} className="text-ink-2" />
              <span className="flex min-w-0 items-center gap-3 text-ink-2">
                <DueClock dueAt={row.dueAt} openedAt={row.firstSeenAt} now={now} />
                <span className="min-w-0 flex-1 truncate">
                  {row.owner === null ? "No owner" : showText(row.owner, 60)}
                </span>
                <Trace strata={row.crosses} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
