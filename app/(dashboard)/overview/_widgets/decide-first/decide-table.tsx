"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useRef } from "react";
import { Avatar } from "@/components/kit/avatar";
import { useRowKeys } from "@/components/kit/use-row-keys";
import { BandMark } from "@/components/posture/band-mark";
import { DueClock } from "@/components/posture/due-clock";
import { Trace } from "@/components/posture/trace";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { showText } from "@/lib/domain/text";
import type { RiskRow } from "@/lib/domain/views/risk-views";

const HEAD = "caps h-8 whitespace-nowrap border-hair border-b pr-3 text-left max-sm:hidden";
const CELL = "border-hair border-b py-1.5 pr-3 align-middle max-sm:align-top";
const FROM_MD = "max-md:hidden print:table-cell";

function Title({ row }: { row: RiskRow }) {
  return (
    <Link href={`/risks/${encodeURIComponent(row.id)}`} className="block min-w-0">
      <span className="flex min-w-0 items-center gap-2 max-sm:flex-col max-sm:items-start max-sm:gap-0.5">
        <span className="truncate font-medium max-sm:whitespace-normal max-sm:wrap-anywhere">
          {showText(row.title, 160)}
        </span>
        {row.isNew && <Badge className="print:hidden">New</Badge>}
      </span>
      <span className="block truncate text-ink-3 text-meta max-sm:whitespace-normal">
        {row.reasons.map((r) => showText(r, 90)).join(", ")}
      </span>
    </Link>
  );
}

/** Points of posture that closing it gives back, as they come: in tenths. Less than that is said, not shown as a zero. */
function gainWords(gain: number): string {
  return gain < 0.05 ? "<0.1" : `+${gain.toFixed(1)}`;
}

function DecideRow({ row, now, onOpen }: { row: RiskRow; now: string; onOpen: () => void }) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.target === event.currentTarget) onOpen();
  };
  return (
    <tr
      data-row-id={row.id}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className="h-[52px] hover:bg-wash focus-visible:-outline-offset-2"
    >
      <td className={cn(CELL, "pl-3 font-medium text-[16px] max-sm:w-14 max-sm:pl-0")}>
        {(row.scoreTenths / 10).toFixed(1)}
        <span className="mt-1 block sm:hidden">
          <BandMark band={row.band} word="name" />
        </span>
      </td>
      <td className={cn(CELL, "max-sm:hidden")}>
        <BandMark band={row.band} />
      </td>
      <td className={cn(CELL, "sm:max-w-0")}>
        <Title row={row} />
      </td>
      <td className={cn(CELL, "max-lg:hidden")}>
        <Trace strata={row.crosses.length > 0 ? row.crosses : [row.faultLine]} />
      </td>
      <td className={cn(CELL, FROM_MD, "max-w-0")}>
        <Avatar name={row.owner === null ? null : showText(row.owner, 60)} />
      </td>
      <td className={CELL}>
        <DueClock dueAt={row.dueAt} openedAt={row.firstSeenAt} now={now} />
      </td>
      <td className={cn(CELL, "pr-0 text-right max-sm:hidden")}>{gainWords(row.gain)}</td>
    </tr>
  );
}

/** Score, band, title with its reasons, strata crossed, owner, due, gain. `j` `k` move, Enter opens. */
export function DecideTable({ rows, now }: { rows: RiskRow[]; now: string }) {
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys({
    enabled: true,
    ids: rows.map((r) => r.id),
    openId: null,
    body,
    onReach: () => {},
    onMove: () => {},
    onToggle: undefined,
  });
  return (
    <table className="w-full border-collapse" aria-label="Decide first">
      <thead className="max-sm:sr-only">
        <tr>
          <th scope="col" className={cn(HEAD, "w-16 pl-3")}>
            Score
          </th>
          <th scope="col" className={cn(HEAD, "w-24")}>
            Band
          </th>
          <th scope="col" className={HEAD}>
            Risk
          </th>
          <th scope="col" className={cn(HEAD, "w-22 max-lg:hidden")}>
            Crosses
          </th>
          <th scope="col" className={cn(HEAD, FROM_MD, "w-37")}>
            Owner
          </th>
          <th scope="col" className={cn(HEAD, "w-32")}>
            Due
          </th>
          <th scope="col" className={cn(HEAD, "w-26 pr-0 text-right")}>
            Posture gain
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => (
          <DecideRow
            key={row.id}
            row={row}
            now={now}
            onOpen={() => router.push(`/risks/${encodeURIComponent(row.id)}`)}
          />
        ))}
      </tbody>
    </table>
  );
}
