"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { CoverageBar } from "@/components/kit/coverage-bar";
import { RelativeTime } from "@/components/kit/relative-time";
import { absoluteTime } from "@/components/kit/time-words";
import { FreshnessTicks } from "@/components/posture/freshness-ticks";
import { StagePhases } from "@/components/posture/stage-phases";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { Role } from "@/lib/domain/access";
import { showText } from "@/lib/domain/text";
import type { RunRow, SourceRow } from "@/lib/domain/views/work-views";
import { CategoryIcon } from "../../_sources/category-icon";
import { runTallies } from "../../_sources/run-words";
import { RunPeek } from "./run-peek";
import { SourceMenu } from "./source-menu";
import { SourceState } from "./source-state";

const CELL = "border-hair border-b py-2 pr-4 align-middle";
const SOURCE_COLUMNS = 6;

/** A column folded to a hair below a width: it keeps its place, so that rows across all columns stay across all. */
const FOLDED = {
  sm: "max-sm:p-0 max-sm:[&>*]:hidden",
  md: "max-md:p-0 max-md:[&>*]:hidden",
  lg: "max-lg:p-0 max-lg:[&>*]:hidden",
} as const;

function Name({ source }: { source: SourceRow }) {
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <CategoryIcon category={source.category} />
      <span className="min-w-0">
        <span className="block truncate font-medium" title={showText(source.name)}>
          {showText(source.name, 120)}
        </span>
        <span className="block truncate text-ink-3 text-meta">
          {[source.connectorLabel, source.scope]
            .filter((w) => w !== "")
            .map((w) => showText(w, 80))
            .join(" · ")}
        </span>
      </span>
    </span>
  );
}

/** Words first, the bar under them: a bar of nothing is hatched, not empty. */
function Seen({ source }: { source: SourceRow }) {
  const { ok, total, words } = source.seen;
  const said = showText(words, 80);
  return (
    <span className="block min-w-0">
      <span className="mb-1 block truncate">{said}</span>
      <CoverageBar parts={total > 0 ? { parsed: ok, unknown: Math.max(0, total - ok) } : null} label={said} />
    </span>
  );
}

/** The same for a head: its word stays for those who listen. */
export const FOLDED_HEAD = {
  sm: "max-sm:p-0 max-sm:[&>*]:sr-only",
  md: "max-md:p-0 max-md:[&>*]:sr-only",
  lg: "max-lg:p-0 max-lg:[&>*]:sr-only",
} as const;

type RowProps = { source: SourceRow; now: string; role: Role; open: boolean; onToggle: () => void };

/** One source; its last run opens beneath it. */
export function SourceTableRow({ source, now, role, open, onToggle }: RowProps) {
  const Chevron = open ? ChevronUp : ChevronDown;
  const panelId = `source-${source.id}`;
  return (
    <>
      <tr
        data-row-id={source.id}
        tabIndex={-1}
        className={cn("h-[52px] hover:bg-wash focus-visible:-outline-offset-2", open && "bg-wash")}
      >
        <td className={cn(CELL, "pl-6 max-sm:pl-4", open && "shadow-[inset_2px_0_0_var(--ink)]")}>
          <Name source={source} />
          <span className="mt-2 flex flex-col gap-2 sm:hidden">
            <Seen source={source} />
            <SourceState state={source.state} words={source.stateWords} />
          </span>
        </td>
        <td className={cn(CELL, FOLDED.sm)}>
          <Seen source={source} />
        </td>
        <td className={cn(CELL, FOLDED.md, "whitespace-nowrap")}>
          {source.lastAnswerAt === null ? (
            <span className="text-ink-3">no answer yet</span>
          ) : (
            <RelativeTime at={source.lastAnswerAt} now={now} />
          )}
        </td>
        <td className={cn(CELL, FOLDED.lg)}>
          <span className="inline-flex">
            <FreshnessTicks outcomes={source.ticks} />
          </span>
        </td>
        <td className={cn(CELL, FOLDED.sm)}>
          <SourceState state={source.state} words={source.stateWords} />
        </td>
        <td className={cn(CELL, "whitespace-nowrap pr-4 text-right max-sm:pr-2 max-sm:align-top")}>
          <SourceMenu source={source} role={role} />
          <Button
            variant="quiet"
            size="icon"
            aria-expanded={open}
            aria-controls={panelId}
            aria-label={`Last run of ${showText(source.name, 60)}`}
            onClick={onToggle}
          >
            <Chevron aria-hidden />
          </Button>
        </td>
      </tr>
      {open && (
        <tr id={panelId}>
          <td colSpan={SOURCE_COLUMNS} className="border-hair border-b bg-margin px-6 max-sm:px-4 sm:pl-12">
            <RunPeek run={source.run} />
          </td>
        </tr>
      )}
    </>
  );
}

/** A source at work: its phases with live counts, the file in hand, what it has found so far. */
export function RunningRow({ source, run }: { source: SourceRow; run: RunRow }) {
  const started = run.startedAt ?? run.queuedAt;
  return (
    <tr data-row-id={source.id} tabIndex={-1} className="focus-visible:-outline-offset-2">
      <td colSpan={SOURCE_COLUMNS} className="border-hair border-b bg-wash px-6 py-3 max-sm:px-4">
        <div className="mb-3 flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1">
          <Name source={source} />
          <span className="ml-auto text-ink-2 text-meta">
            {run.state === "queued" ? "Queued" : "Started"} {absoluteTime(started)}
          </span>
        </div>
        <StagePhases stages={run.progress} inHand={run.now} tallies={runTallies(run.stats)} />
      </td>
    </tr>
  );
}
