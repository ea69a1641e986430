"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { DataTable } from "@/components/kit/data-table";
import { Chip, FilterBar } from "@/components/kit/filter-bar";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import type { AssetPage } from "@/lib/domain/views/asset-views";
import { FacetSheet, ListFrame } from "../_parts/list-frame";
import { ListBody } from "../_parts/list-states";
import { listView } from "../_parts/list-view";
import { PartError } from "../_parts/part-error";
import { useFilterText } from "../_parts/use-filter-text";
import { PastControl } from "../_past/past-control";
import { PastNote } from "../_past/past-note";
import { keepPast } from "../_past/past-param";
import { assetChips, assetFacets, readSearch, searchChips, selectedFacets, withoutChip } from "./filters";
import { assetPages } from "./query-options";
import { SearchHelp } from "./search-help";
import { ASSET_PARAMS, type AssetFilters, NO_FILTERS } from "./search-params";
import { assetColumns } from "./table-schema";

const ORDERS = [
  { value: "score", label: "Worst" },
  { value: "blast", label: "Most used" },
  { value: "sensitive", label: "Nearest data" },
] as const;
const ORDER_WORDS: Record<AssetFilters["sort"], string> = {
  score: "worst score first",
  blast: "most downstream first",
  sensitive: "nearest to sensitive data first, those with a known way alone",
};
const ORDER_LABEL: Record<AssetFilters["sort"], string> = {
  score: "Assets, worst first",
  blast: "Assets, most used first",
  sensitive: "Assets, nearest to sensitive data first",
};
const CAPPED = "Counts are of the first 10,000 that match.";

/** Columns that say nothing in this order, or of a past moment. */
function hiddenColumns(first: AssetPage, sort: AssetFilters["sort"]): string[] {
  if (first.asOf.past) return ["worstBand", "exposure", "blast", "downstream", "sensitiveHops", "lastSeenAt"];
  return sort === "score" ? ["downstream", "sensitiveHops"] : ["blast", "env"];
}

/** The estate as one list: models, data, plugins, infrastructure. */
export function InventoryClient() {
  const [filters, setParams] = useQueryStates(ASSET_PARAMS);
  const set = (change: Partial<AssetFilters>) => void setParams(change, { history: "push" });
  const [text, setText] = useFilterText(filters.q, (q) => set({ q }));
  const search = readSearch(filters.q);
  const problem = typeof search === "string" ? search : null;
  // A line that says nothing yet is not asked: what was found last stays, dimmed, under the sentence.
  const pages = useInfiniteQuery({
    ...assetPages(filters),
    placeholderData: keepPreviousData,
    enabled: problem === null,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((p) => p.rows) ?? [], [pages.data]);
  const first = pages.data?.pages[0];
  const now = first?.asOf.now;
  const columns = useMemo(() => (now ? assetColumns(now, filters.asOf) : []), [now, filters.asOf]);
  const chips = assetChips(filters);
  const terms = searchChips(filters.q).filter((c) => c.id.startsWith("term:"));
  const onRemove = (id: string) => set(withoutChip(filters, id));
  const facets = {
    groups: first ? assetFacets(first, filters) : [],
    selected: selectedFacets(filters),
    onChange: (group: string, values: string[]) => set({ [group]: values }),
  };
  const whole = first ? `${first.totalCapped ? "at least " : ""}${first.total.toLocaleString("en")}` : "";
  return (
    <>
      <TopBar
        crumbs={[{ label: "Inventory" }]}
        note={first && `${whole} assets${chips.length > 0 ? " match" : ""}`}
        asOf={first ? <PastControl asOf={first.asOf} /> : undefined}
      />
      <main id="main" tabIndex={-1} className="outline-none">
        <h1 className="sr-only">Inventory</h1>
        <div className="px-6 py-2 max-sm:px-4">
          <FilterBar
            chips={chips.filter((c) => !c.id.startsWith("q:") && !c.id.startsWith("term:"))}
            onRemove={onRemove}
            text={text}
            onTextChange={setText}
            placeholder="Filter by name or key, or kind: owner: source: purl: digest:"
          >
            <SearchHelp />
            {first && !first.asOf.past && (
              <Segmented
                label="Order"
                value={filters.sort}
                onValueChange={(sort) => set({ sort })}
                options={ORDERS}
                className="max-md:hidden"
              />
            )}
            <FacetSheet facets={facets} />
          </FilterBar>
          {problem !== null && (
            <p role="status" className="pt-2 text-ink-2 wrap-anywhere">
              {problem}
            </p>
          )}
          {problem === null && terms.length > 0 && (
            <p className="flex flex-wrap items-center gap-1.5 pt-2 text-ink-3 text-meta">
              Read as
              {terms.map((chip) => (
                <Chip key={chip.id} chip={chip} onRemove={onRemove} />
              ))}
            </p>
          )}
          {first?.asOf.past && (
            <div className="pt-2">
              <PastNote past={first.asOf.past}>
                What was known then, under the names of then, in the order in which it became known. Scores, reach, use
                and who saw it are kept for now only.
              </PastNote>
            </div>
          )}
        </div>
        {!first ? (
          pages.isError ? (
            <div className="px-6">
              <PartError title="The inventory could not be read." error={pages.error} onRetry={() => pages.refetch()} />
            </div>
          ) : problem !== null ? (
            <div className="px-6 py-4">
              <Button onClick={() => set({ q: "" })}>Clear the search</Button>
            </div>
          ) : (
            <Loading label="Reading the inventory">
              <RowsSkeleton rows={12} />
            </Loading>
          )
        ) : (
          <ListFrame facets={{ ...facets, note: first.facetsCapped ? CAPPED : undefined }}>
            <ListBody
              view={listView({ rows: rows.length, filtered: chips.length > 0, asOf: first.asOf })}
              asOf={first.asOf}
              chips={chips}
              onRemove={onRemove}
              onClear={() => set({ ...NO_FILTERS, asOf: filters.asOf })}
              what="assets"
              empty={{ title: "No asset was found.", body: "The runs ended, and none of them saw anything to list." }}
            >
              <DataTable
                label={first.asOf.past ? "Assets of a past moment" : ORDER_LABEL[filters.sort]}
                columns={columns}
                rows={rows}
                rowId={(r) => String(r.id)}
                rowHeight={52}
                rowHref={(r) => keepPast(`/inventory/${r.id}`, filters.asOf)}
                hidden={hiddenColumns(first, filters.sort)}
                keys
                hasMore={pages.hasNextPage}
                onMore={() => pages.fetchNextPage()}
                loadingMore={pages.isFetchingNextPage}
                dimmed={pages.isPlaceholderData || problem !== null}
                caption={`Rows 1–${rows.length.toLocaleString("en")} of ${whole} · ${first.asOf.past ? "as they became known" : ORDER_WORDS[filters.sort]}; files, advisories and attestations are listed when asked for by kind`}
              />
            </ListBody>
          </ListFrame>
        )}
      </main>
    </>
  );
}
