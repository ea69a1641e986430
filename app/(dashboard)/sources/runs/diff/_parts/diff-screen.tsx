"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { DataTable } from "@/components/kit/data-table";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { absoluteTime, stampTime } from "@/components/kit/time-words";
import { TopBar } from "@/components/kit/top-bar";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { AssetKind, KIND_LABEL } from "@/lib/domain/asset";
import type { AsOfPoint } from "@/lib/domain/page";
import { showText } from "@/lib/domain/text";
import { DIFF_PARTS, type DiffPage, DiffPart } from "@/lib/domain/views/diff-views";
import { PartError } from "../../../../_parts/part-error";
import { momentsQuery } from "../../../../_past/query-options";
import { AsOfStamp } from "../../../../_shell/as-of-stamp";
import { diffPages } from "../query-options";
import { DIFF_PARAMS } from "../search-params";
import { diffColumns, type Shown } from "./diff-columns";
import { DiffExport } from "./export";

const LABEL: Record<DiffPart, string> = {
  added: "Added",
  changed: "Changed",
  gone: "Gone",
  "edges-added": "Relations added",
  "edges-removed": "Relations removed",
};
const NOTHING: Record<DiffPart, string> = {
  added: "No asset became known between the two.",
  changed: "No asset that stood at both changed what it says.",
  gone: "No asset went between the two.",
  "edges-added": "No relation was added between the two.",
  "edges-removed": "No relation was removed between the two.",
};

const sum = (counts: DiffPage["counts"], part: DiffPart) =>
  counts === null ? null : counts[part].reduce((n, c) => n + c.count, 0);

/** `12 models, 3 datasets`; relations by their own words. */
function kindsOf(counts: DiffPage["counts"], part: DiffPart): string {
  return (counts?.[part] ?? [])
    .map(({ kind, count }) => {
      const known = AssetKind.safeParse(kind);
      const word = known.success ? KIND_LABEL[known.data][count === 1 ? "one" : "many"] : kind.replaceAll("_", " ");
      return `${count.toLocaleString("en")} ${word}`;
    })
    .join(", ");
}

/** What changed between two runs: what came, what is said anew, what went and why. */
export function DiffScreen() {
  const [ask, setAsk] = useQueryStates(DIFF_PARAMS, { history: "push" });
  const pages = useInfiniteQuery({ ...diffPages(ask), placeholderData: keepPreviousData });
  const first = pages.data?.pages[0];
  const rows = useMemo(
    (): Shown[] => pages.data?.pages.flatMap((p) => p.rows).map((r, i) => ({ ...r, id: `${r.part} ${i}` })) ?? [],
    [pages.data],
  );
  const part = pages.isPlaceholderData ? (rows[0]?.part ?? ask.show) : ask.show;
  const columns = useMemo(() => (first ? diffColumns(part, first) : []), [first, part]);
  const total = sum(first?.counts ?? null, ask.show);
  return (
    <>
      <TopBar
        crumbs={[{ label: "Sources", href: "/sources" }, { label: "What changed" }]}
        asOf={first && <AsOfStamp asOf={first.asOf} />}
        actions={<DiffExport ask={ask} />}
      />
      <main id="main" tabIndex={-1} className="px-6 pt-5 pb-10 outline-none max-sm:px-4">
        <h1 className="text-title font-semibold">What changed</h1>
        <div className="mt-3 flex flex-wrap items-end gap-x-4 gap-y-2">
          <Moment label="Between" value={ask.from} point={first?.from} onChange={(from) => void setAsk({ from })} />
          <Moment label="and" value={ask.to} point={first?.to} onChange={(to) => void setAsk({ to })} />
        </div>
        {first && <p className="mt-2 text-ink-2 text-meta">{spanWords(first.from, first.to)}</p>}
        {pages.isError && !first ? (
          <PartError title="What changed cannot be told." error={pages.error} onRetry={() => pages.refetch()} />
        ) : (
          <Tabs
            value={ask.show}
            onValueChange={(next) => void setAsk({ show: DiffPart.catch("added").parse(next) })}
            className="mt-4"
          >
            <TabsList aria-label="Parts of what changed">
              {DIFF_PARTS.map((p) => (
                <TabsTrigger key={p} value={p}>
                  {LABEL[p]}
                  <span className="font-normal text-ink-3 text-meta">
                    {sum(first?.counts ?? null, p)?.toLocaleString("en") ?? ""}
                  </span>
                </TabsTrigger>
              ))}
            </TabsList>
            <TabsContent value={ask.show}>
              {pages.isError && (
                <PartError title="What changed cannot be told." error={pages.error} onRetry={() => pages.refetch()} />
              )}
              {!first && !pages.isError && (
                <Loading label="Comparing the two">
                  <RowsSkeleton rows={10} />
                </Loading>
              )}
              {first && rows.length === 0 && !pages.isPlaceholderData && (
                <p className="py-4 text-ink-2">{NOTHING[ask.show]}</p>
              )}
              {first && rows.length > 0 && (
                <>
                  <p className="py-3 text-ink-2">{kindsOf(first.counts, ask.show)}</p>
                  <DataTable
                    label={LABEL[ask.show]}
                    columns={columns}
                    rows={rows}
                    rowId={(r) => r.id}
                    rowHeight={part === "changed" ? 52 : 40}
                    keys
                    hasMore={pages.hasNextPage}
                    onMore={() => pages.fetchNextPage()}
                    loadingMore={pages.isFetchingNextPage}
                    dimmed={pages.isPlaceholderData}
                    caption={`Rows 1–${rows.length.toLocaleString("en")}${total === null ? "" : ` of ${total.toLocaleString("en")}`} · in the order in which they became known`}
                  />
                </>
              )}
            </TabsContent>
          </Tabs>
        )}
      </main>
    </>
  );
}

function spanWords(from: AsOfPoint, to: AsOfPoint): string {
  const start = from.runId === 0 ? "the beginning" : `${showText(from.run, 60)} (${absoluteTime(from.at)})`;
  return `From ${start} to ${showText(to.run, 60)} (${absoluteTime(to.at)}), in the order in which runs were applied.`;
}

const DEFAULT = "default";

/** One of the two moments: a run that was applied, or what the address names. */
function Moment({
  label,
  value,
  point,
  onChange,
}: {
  label: string;
  value: string | null;
  point: AsOfPoint | undefined;
  onChange: (value: string | null) => void;
}) {
  const runs = useQuery(momentsQuery);
  const known = runs.data?.some((r) => r.key === value) ?? false;
  const now = new Date().toISOString();
  const first = label === "Between" ? "the run before" : "the newest run";
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="caps" id={`moment-${label}`}>
        {label}
      </span>
      <Select value={value ?? DEFAULT} onValueChange={(next) => onChange(next === DEFAULT ? null : next)}>
        <SelectTrigger className="min-w-56 max-w-80" aria-labelledby={`moment-${label}`}>
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={DEFAULT}>{point && value === null ? showText(point.run, 40) : first}</SelectItem>
          {value !== null && !known && <SelectItem value={value}>{showText(value, 40)}</SelectItem>}
          {runs.data?.map((run) => (
            <SelectItem key={run.id} value={run.key}>
              {showText(run.key, 40)} · {stampTime(run.at, now)}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </div>
  );
}
