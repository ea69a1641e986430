"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { ApiProblem } from "@/app/read-api";
import { Section } from "@/components/kit/section";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Delayed, ErrorState } from "@/components/kit/states";
import { absoluteTime } from "@/components/kit/time-words";
import { AssetChip } from "@/components/posture/asset-chip";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { KIND_LABEL } from "@/lib/domain/asset";
import { showText } from "@/lib/domain/text";
import type { HeldChanges as Held } from "@/lib/domain/views/intake-views";
import type { RunDetail } from "@/lib/domain/views/work-views";
import { heldQuery } from "../../../../_sources/query-options";
import { RUN_STATE_WORDS } from "../../../../_sources/run-words";
import { HeldDecision } from "./held-decision";

type Scope = Held["scopes"][number];
const n = (value: number) => value.toLocaleString("en");
const HEAD = "caps h-8 whitespace-nowrap border-hair border-y pr-4 text-left";
const CELL = "border-hair border-b py-1.5 pr-4 align-top";

function scopeName(scope: string, resourceType: string): string {
  const words = [showText(resourceType, 60), showText(scope, 80)].filter((w) => w !== "");
  return words.join(" · ") || "The whole source";
}

/** `applied, complete, 120 seen`: an earlier run of the scope in words. */
function beforeWords(b: Scope["before"][number]): string {
  const state = RUN_STATE_WORDS[b.state].toLowerCase();
  return b.outcome === null ? state : `${state}, ${b.outcome}, ${n(b.seen)} seen`;
}

type ScopeRowProps = { scope: Scope; chosen: boolean; onChoose: () => void };

function ScopeRow({ scope, chosen, onChoose }: ScopeRowProps) {
  const name = scopeName(scope.scope, scope.resourceType);
  return (
    <tr className={cn(chosen && "bg-wash")}>
      <td className={CELL}>
        <button
          type="button"
          aria-pressed={chosen}
          onClick={onChoose}
          className="link text-left font-medium wrap-anywhere"
        >
          {name}
        </button>
        {!scope.tooMuch && <p className="text-ink-3 text-meta">within what one run may close</p>}
      </td>
      <td className={cn(CELL, "tabular-nums")}>
        <span className="font-medium">{n(scope.gone)}</span> of {n(scope.known)}
        <p className="text-ink-3 text-meta">
          {scope.known > 0 ? `${Math.round((scope.gone / scope.known) * 100)} %` : "share unknown"}
        </p>
      </td>
      <td className={cn(CELL, "pr-0 text-ink-2 max-sm:hidden")}>
        {scope.before.length === 0 ? (
          <span className="text-ink-3">no run before it is kept</span>
        ) : (
          <ul>
            {scope.before.map((b) => (
              <li key={`${b.runId}`} className="text-meta">
                <Link href={`/sources/runs/${b.runId}`} className="link">
                  {showText(b.key, 40)}
                </Link>{" "}
                {beforeWords(b)} <span className="text-ink-3">{absoluteTime(b.at)}</span>
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}

/** A held run: what it would close in each scope, how the runs before it ended there, which assets, and the decision. */
export function HeldChanges({ run, mayDecide }: { run: RunDetail; mayDecide: boolean }) {
  const [scope, setScope] = useState<{ scope: string; resourceType: string } | null>(null);
  const held = useInfiniteQuery(heldQuery(run.id, scope));
  const all = useInfiniteQuery(heldQuery(run.id, null));
  const first = all.data?.pages[0];
  const isChosen = (s: Scope) => scope?.scope === s.scope && scope.resourceType === s.resourceType;
  return (
    <div className="mb-4">
      <HeldDecision run={run} gone={first?.total ?? null} mayDecide={mayDecide} />
      {first && (
        <Section title="What it would close" note="scope by scope" className="mt-4">
          <table className="w-full border-collapse" aria-label="Scopes of the held run">
            <thead>
              <tr>
                <th scope="col" className={HEAD}>
                  Scope
                </th>
                <th scope="col" className={cn(HEAD, "w-40")}>
                  Would close
                </th>
                <th scope="col" className={cn(HEAD, "w-[44%] pr-0 max-sm:hidden")}>
                  Runs before it
                </th>
              </tr>
            </thead>
            <tbody>
              {first.scopes.map((s) => (
                <ScopeRow
                  key={`${s.scope} ${s.resourceType}`}
                  scope={s}
                  chosen={isChosen(s)}
                  onChoose={() => setScope(isChosen(s) ? null : { scope: s.scope, resourceType: s.resourceType })}
                />
              ))}
            </tbody>
          </table>
        </Section>
      )}
      <Section
        title="Which assets"
        note={scope === null ? "all scopes; choose one above" : scopeName(scope.scope, scope.resourceType)}
        className="mt-4 border-t-0"
      >
        <GoneList held={held} />
      </Section>
    </div>
  );
}

function GoneList({ held }: { held: ReturnType<typeof useInfiniteQuery<Held, Error, { pages: Held[] }>> }) {
  if (held.isError) {
    return (
      <ErrorState
        title="What the run would close could not be read."
        body={held.error.message}
        requestId={held.error instanceof ApiProblem ? held.error.requestId : undefined}
        onRetry={() => held.refetch()}
      />
    );
  }
  if (!held.data) {
    return (
      <Delayed>
        <RowsSkeleton rows={6} rowHeight={32} />
      </Delayed>
    );
  }
  const rows = held.data.pages.flatMap((page) => page.rows);
  const total = held.data.pages[0]?.total ?? 0;
  return (
    <>
      <ul className="border-hair border-t">
        {rows.map((row) => (
          <li
            key={`${row.scope} ${row.resourceType} ${row.asset.id}`}
            className="flex flex-wrap items-baseline gap-x-3 border-hair border-b py-1.5"
          >
            <AssetChip name={row.asset.name} kind={row.asset.kind} href={`/inventory/${row.asset.id}`} />
            <span className="text-ink-3 text-meta">
              {KIND_LABEL[row.asset.kind].one}, {row.asset.subtype.replaceAll("_", " ")}
            </span>
            <span className="ml-auto text-ink-2 text-meta">{consequence(row)}</span>
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap items-center gap-3 py-2 text-ink-3 text-meta">
        {n(rows.length)} of {n(total)} {total === 1 ? "asset" : "assets"}
        {held.hasNextPage && (
          <Button onClick={() => held.fetchNextPage()} disabled={held.isFetchingNextPage}>
            {held.isFetchingNextPage ? "Reading" : "Show more"}
          </Button>
        )}
      </p>
    </>
  );
}

function consequence(row: Held["rows"][number]): string {
  if (row.elsewhere > 0)
    return `stays: ${row.elsewhere === 1 ? "another source sees" : `${n(row.elsewhere)} other sources see`} it`;
  if (row.openRisks === 0) return "closes";
  return `closes, with ${row.openRisks === 1 ? "one open risk" : `${n(row.openRisks)} open risks`}`;
}
