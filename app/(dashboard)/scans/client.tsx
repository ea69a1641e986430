"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { type ReactNode, useMemo } from "react";
import { DataTable } from "@/components/kit/data-table";
import { Hatch } from "@/components/kit/hatch";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading, PartialBanner } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { VERDICT_LABEL, VerdictMark } from "@/components/posture/verdict-mark";
import { cn } from "@/components/ui/cn";
import type { ScanLedger } from "@/lib/domain/views/work-views";
import { useEvidenceParam } from "../_evidence/evidence-param";
import { EvidenceSheet } from "../_evidence/evidence-sheet";
import { CoverageSummary } from "../_parts/coverage-summary";
import { ListBody } from "../_parts/list-states";
import { listView } from "../_parts/list-view";
import { PartError } from "../_parts/part-error";
import { AsOfStamp } from "../_shell/as-of-stamp";
import { scanPages } from "./query-options";
import { SCAN_PARAMS, type ScanFilters, VERDICTS } from "./search-params";
import { LEDGER_COLUMNS, type LedgerFile } from "./table-schema";

type VerdictTabsProps = {
  totals: ScanLedger["totals"];
  chosen: ScanFilters["verdict"];
  onToggle: (verdict: (typeof VERDICTS)[number]) => void;
};

function VerdictFilter({ totals, chosen, onToggle }: VerdictTabsProps) {
  return (
    <ul aria-label="Files by verdict" className="flex flex-wrap gap-2">
      {VERDICTS.map((v) => {
        const on = chosen.includes(v);
        return (
          <li key={v}>
            <button
              type="button"
              aria-pressed={on}
              onClick={() => onToggle(v)}
              className={cn(
                "inline-flex h-8 items-center gap-2 rounded-md border px-2.5 hover:bg-wash max-sm:h-10",
                on ? "border-ink bg-wash" : "border-hair",
              )}
            >
              <VerdictMark verdict={v} />
              <span className="text-ink-3 text-meta">{(totals.byVerdict[v] ?? 0).toLocaleString("en")}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Ledger({ totals, children }: { totals: ScanLedger["totals"]; children: ReactNode }) {
  const { coverage } = totals;
  const sum = {
    parsed: coverage.bytesParsed,
    opaque: coverage.bytesOpaque,
    unknown: coverage.bytesUnclaimed,
    unsized: 0,
    bytesRead: totals.bytesRead,
  };
  return (
    <div className="flex flex-col gap-5 px-6 py-5 max-sm:px-4">
      {totals.files > 0 && <CoverageSummary sum={sum} />}
      {totals.queued > 0 && (
        <PartialBanner>
          {totals.queued.toLocaleString("en")} {totals.queued === 1 ? "file waits" : "files wait"} for a scan. Until
          then they count as not looked at.
        </PartialBanner>
      )}
      {children}
    </div>
  );
}

/** The ledger of files: verdict, coverage, digest, and the evidence behind each. */
export function ScansClient() {
  const [filters, setParams] = useQueryStates(SCAN_PARAMS);
  const [, setEvidence] = useEvidenceParam();
  const pages = useInfiniteQuery({ ...scanPages(filters), placeholderData: keepPreviousData });
  const rows = useMemo(() => pages.data?.pages.flatMap((p) => p.files) ?? [], [pages.data]);
  const first = pages.data?.pages[0];
  const toggle = (v: (typeof VERDICTS)[number]) =>
    void setParams({
      verdict: filters.verdict.includes(v) ? filters.verdict.filter((x) => x !== v) : [...filters.verdict, v],
    });
  const open = (file: LedgerFile) => {
    const [evidence] = file.evidenceIds;
    if (evidence !== undefined) void setEvidence(evidence);
  };
  const chips = filters.verdict.map((v) => ({ id: v, label: "verdict", value: VERDICT_LABEL[v] }));
  return (
    <>
      <TopBar
        crumbs={[{ label: "Scans" }]}
        note={first && `${first.totals.files.toLocaleString("en")} files`}
        asOf={first && <AsOfStamp asOf={first.asOf} />}
      />
      <main id="main" tabIndex={-1} className="outline-none">
        <h1 className="sr-only">Scans</h1>
        {first ? (
          <>
            <Ledger totals={first.totals}>
              <VerdictFilter totals={first.totals} chosen={filters.verdict} onToggle={toggle} />
            </Ledger>
            <div className="border-hair border-t px-3 max-sm:px-1">
              <ListBody
                view={listView({ rows: rows.length, filtered: chips.length > 0, asOf: first.asOf })}
                asOf={first.asOf}
                chips={chips}
                onRemove={(id) => void setParams({ verdict: filters.verdict.filter((v) => v !== id) })}
                onClear={() => void setParams({ verdict: [] })}
                what="files and their verdicts"
                empty={{
                  title: "No file is known.",
                  body: "Files come with models, images and repositories that a source lists.",
                }}
              >
                <DataTable
                  label="Files, worst verdict first"
                  columns={LEDGER_COLUMNS}
                  rows={rows}
                  rowId={(f) => `${f.assetId} ${f.path}`}
                  rowHeight={52}
                  onOpen={open}
                  keys
                  hasMore={pages.hasNextPage}
                  onMore={() => pages.fetchNextPage()}
                  loadingMore={pages.isFetchingNextPage}
                  dimmed={pages.isPlaceholderData}
                  caption={
                    <span className="inline-flex items-center gap-1.5">
                      {rows.length.toLocaleString("en")} rows, worst verdict first. <Hatch size={12} /> is not looked
                      at, never clean.
                    </span>
                  }
                />
              </ListBody>
            </div>
          </>
        ) : pages.isError ? (
          <div className="px-6">
            <PartError title="The ledger could not be read." error={pages.error} onRetry={() => pages.refetch()} />
          </div>
        ) : (
          <Loading label="Reading the files">
            <RowsSkeleton rows={12} />
          </Loading>
        )}
        <EvidenceSheet />
      </main>
    </>
  );
}
