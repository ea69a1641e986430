"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import type { FilterChip } from "@/components/kit/filter-bar";
import { Empty, FilteredEmpty, StaleBanner } from "@/components/kit/states";
import { relativeTime } from "@/components/kit/time-words";
import { Button } from "@/components/ui/button";
import type { AsOf } from "@/lib/domain/page";
import type { ListView } from "./list-view";

type ListBodyProps = {
  view: ListView;
  asOf: AsOf;
  chips: readonly FilterChip[];
  onRemove: (id: string) => void;
  onClear: () => void;
  /** What stands here when there is truly none. */
  empty: { title: string; body: string };
  /** "risks", "assets": what a first run would bring. */
  what: string;
  children: ReactNode;
};

/** A list in its state: the rows, or why there are none and what to do. */
export function ListBody({ view, asOf, chips, onRemove, onClear, empty, what, children }: ListBodyProps) {
  if (view === "never-run") {
    return (
      <div className="px-3">
        <Empty
          title="Nothing has been looked at yet."
          body={`Connect a source or upload a document; the first run brings ${what} here.`}
          action={
            <Button asChild variant="filled">
              <Link href="/sources">Go to sources</Link>
            </Button>
          }
        />
      </div>
    );
  }
  if (view === "filtered-empty") {
    return (
      <div className="px-3">
        <FilteredEmpty chips={chips} onRemove={onRemove} onClear={onClear} />
      </div>
    );
  }
  if (view === "empty") {
    return (
      <div className="px-3">
        <Empty title={empty.title} body={empty.body} />
      </div>
    );
  }
  return (
    <>
      {view === "stale" && asOf.at !== null && (
        <StaleBanner
          action={
            <Link href="/sources" className="link py-1">
              See sources
            </Link>
          }
        >
          The newest run ended {relativeTime(asOf.at, asOf.now)}. What changed since then is not in these numbers.
        </StaleBanner>
      )}
      {children}
    </>
  );
}
