"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { DataTable } from "@/components/kit/data-table";
import { FilterBar } from "@/components/kit/filter-bar";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { FacetSheet, ListFrame } from "../_parts/list-frame";
import { ListBody } from "../_parts/list-states";
import { listView } from "../_parts/list-view";
import { PartError } from "../_parts/part-error";
import { useFilterText } from "../_parts/use-filter-text";
import { AsOfStamp } from "../_shell/as-of-stamp";
import { RiskExport } from "./_list/export";
import { riskChips, riskFacets, selectedFacets, withoutChip } from "./_list/facets";
import { RiskPeek } from "./_list/peek";
import { PhoneRisks } from "./_list/phone-list";
import { RiskTabs } from "./_list/tabs";
import { riskPages } from "./query-options";
import { filtersOf, NO_FILTERS, RISK_PARAMS, type RiskFilters } from "./search-params";
import { PEEK_HIDES, riskColumns } from "./table-schema";

const EPOCH = "1970-01-01T00:00:00.000Z";

function captionOf(shown: number, total: number, capped: boolean): string {
  const whole = `${capped ? "at least " : ""}${total.toLocaleString("en")}`;
  return `Rows 1–${shown.toLocaleString("en")} of ${whole} · queue order: exploited, band, overdue, score, age`;
}

/** The queue: filters in the address, rows in the order to work them, a peek beside. */
export function RisksClient() {
  const [params, setParams] = useQueryStates(RISK_PARAMS);
  const filters = filtersOf(params);
  const set = useCallback(
    (change: Partial<RiskFilters>) => void setParams({ ...change, risk: null }, { history: "push" }),
    [setParams],
  );
  const [text, setText] = useFilterText(params.q, (q) => set({ q }));
  const pages = useInfiniteQuery({ ...riskPages(filters), placeholderData: keepPreviousData });
  const rows = useMemo(() => pages.data?.pages.flatMap((p) => p.rows) ?? [], [pages.data]);
  const first = pages.data?.pages[0];
  const now = first?.asOf.now ?? EPOCH;
  const columns = useMemo(() => riskColumns(now), [now]);
  const chips = riskChips(filters);
  const onRemove = (id: string) => set(withoutChip(filters, id));
  const onClear = () => set(NO_FILTERS);
  const facets = {
    groups: first ? riskFacets(first, filters) : [],
    selected: selectedFacets(filters),
    onChange: (group: string, values: string[]) => set({ [group]: values }),
  };
  const position = rows.findIndex((r) => r.id === params.risk);
  const openPeek = (id: string | null) => void setParams({ risk: id });
  const peek =
    params.risk === null || !first ? null : (
      <RiskPeek
        key={params.risk}
        id={params.risk}
        place={position < 0 ? null : { position: position + 1, total: first.total }}
        onClose={() => openPeek(null)}
      />
    );
  return (
    <>
      <TopBar
        crumbs={[{ label: "Risks" }]}
        note={
          first &&
          `${first.totalCapped ? "at least " : ""}${first.total.toLocaleString("en")} ${filters.status}${chips.length > 0 ? " match" : ""}`
        }
        asOf={first && <AsOfStamp asOf={first.asOf} />}
      />
      <main id="main" tabIndex={-1} className="outline-none">
        <h1 className="sr-only">Risks</h1>
        <RiskTabs filters={filters} />
        <div className="border-hair border-t px-6 py-2 max-sm:px-4">
          <FilterBar
            chips={chips.filter((c) => !c.id.startsWith("q:"))}
            onRemove={onRemove}
            text={text}
            onTextChange={setText}
            placeholder="Filter by title, asset or key"
          >
            <FacetSheet facets={facets} />
            <RiskExport filters={filters} />
          </FilterBar>
        </div>
        {pages.isError && !first ? (
          <div className="px-6">
            <PartError title="The list could not be read." error={pages.error} onRetry={() => pages.refetch()} />
          </div>
        ) : !first ? (
          <Loading label="Reading the risks">
            <RowsSkeleton rows={12} />
          </Loading>
        ) : (
          <ListFrame
            facets={{ ...facets, note: first.facetsCapped ? "Counts are of the first 10,000 that match." : undefined }}
            peek={peek}
          >
            <ListBody
              view={listView({ rows: rows.length, filtered: chips.length > 0, asOf: first.asOf })}
              asOf={first.asOf}
              chips={chips}
              onRemove={onRemove}
              onClear={onClear}
              what="risks"
              empty={{
                title: "No open risk.",
                body: "Every rule that could be evaluated passed. What could not be looked at is on the overview.",
              }}
            >
              {pages.isError && (
                <PartError
                  title="The newest rows could not be read; these are older."
                  error={pages.error}
                  onRetry={() => pages.refetch()}
                />
              )}
              <PhoneRisks rows={rows} now={now} />
              <DataTable
                label="Risks in queue order"
                className="[&>table]:max-sm:hidden"
                columns={columns}
                rows={rows}
                rowId={(r) => r.id}
                rowHeight={52}
                hidden={peek ? PEEK_HIDES : undefined}
                rowHref={(r) => `/risks/${r.id}`}
                onOpen={(r) => openPeek(r.id)}
                openId={params.risk}
                keys
                hasMore={pages.hasNextPage}
                onMore={() => pages.fetchNextPage()}
                loadingMore={pages.isFetchingNextPage}
                dimmed={pages.isPlaceholderData}
                caption={captionOf(rows.length, first.total, first.totalCapped)}
              />
            </ListBody>
          </ListFrame>
        )}
      </main>
    </>
  );
}
