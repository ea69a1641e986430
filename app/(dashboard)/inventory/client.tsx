"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
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
import { assetChips, assetFacets, selectedFacets, withoutChip } from "./filters";
import { assetPages } from "./query-options";
import { ASSET_PARAMS, type AssetFilters, NO_FILTERS } from "./search-params";
import { assetColumns } from "./table-schema";

/** The estate as one list: models, data, plugins, infrastructure. */
export function InventoryClient() {
  const [filters, setParams] = useQueryStates(ASSET_PARAMS);
  const set = (change: Partial<AssetFilters>) => void setParams(change, { history: "push" });
  const [text, setText] = useFilterText(filters.q, (q) => set({ q }));
  const pages = useInfiniteQuery({ ...assetPages(filters), placeholderData: keepPreviousData });
  const rows = useMemo(() => pages.data?.pages.flatMap((p) => p.rows) ?? [], [pages.data]);
  const first = pages.data?.pages[0];
  const now = first?.asOf.now;
  const columns = useMemo(() => (now ? assetColumns(now) : []), [now]);
  const chips = assetChips(filters);
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
        asOf={first && <AsOfStamp asOf={first.asOf} />}
      />
      <main id="main" tabIndex={-1} className="outline-none">
        <h1 className="sr-only">Inventory</h1>
        <div className="px-6 py-2 max-sm:px-4">
          <FilterBar
            chips={chips.filter((c) => c.id !== "q:")}
            onRemove={onRemove}
            text={text}
            onTextChange={setText}
            placeholder="Filter by name or key"
          >
            <FacetSheet facets={facets} />
          </FilterBar>
        </div>
        {!first ? (
          pages.isError ? (
            <div className="px-6">
              <PartError title="The inventory could not be read." error={pages.error} onRetry={() => pages.refetch()} />
            </div>
          ) : (
            <Loading label="Reading the inventory">
              <RowsSkeleton rows={12} />
            </Loading>
          )
        ) : (
          <ListFrame facets={facets}>
            <ListBody
              view={listView({ rows: rows.length, filtered: chips.length > 0, asOf: first.asOf })}
              asOf={first.asOf}
              chips={chips}
              onRemove={onRemove}
              onClear={() => set(NO_FILTERS)}
              what="assets"
              empty={{ title: "No asset was found.", body: "The runs ended, and none of them saw anything to list." }}
            >
              <DataTable
                label="Assets, worst first"
                columns={columns}
                rows={rows}
                rowId={(r) => String(r.id)}
                rowHeight={52}
                rowHref={(r) => `/inventory/${r.id}`}
                keys
                hasMore={pages.hasNextPage}
                onMore={() => pages.fetchNextPage()}
                loadingMore={pages.isFetchingNextPage}
                dimmed={pages.isPlaceholderData}
                caption={`Rows 1–${rows.length.toLocaleString("en")} of ${whole} · worst score first; files, advisories and attestations are listed when asked for by kind`}
              />
            </ListBody>
          </ListFrame>
        )}
      </main>
    </>
  );
}
