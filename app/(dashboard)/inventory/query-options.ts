import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { AssetPage, BlastRadiusView, LineageView } from "@/lib/domain/views/asset-views";
import { queryString } from "../_parts/query-string";
import type { AssetFilters } from "./search-params";

const PAGE_ROWS = 50;

/** What the API is asked for, and what the service takes: the same words. */
export function assetQuery(filters: AssetFilters, cursor: string | null) {
  const { q, kind, owner, source, band, disagree, sort, asOf } = filters;
  const order = sort === "score" ? null : sort;
  return { q: q.slice(0, 500), kind, owner, source, band, disagree, sort: order, asOf, cursor, limit: PAGE_ROWS };
}

/** The inventory, page after page. */
export function assetPages(filters: AssetFilters) {
  return infiniteQueryOptions({
    queryKey: ["assets", queryString(assetQuery(filters, null))],
    queryFn: ({ pageParam, signal }) =>
      readApi(`/api/v1/assets${queryString(assetQuery(filters, pageParam))}`, AssetPage, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: AssetPage) => last.next,
  });
}

export type LineageAsk = { direction: "upstream" | "downstream" | "both"; depth: number; asOf: string | null };

/** Edges around one asset. */
export function lineageQuery(id: number, ask: LineageAsk) {
  return queryOptions({
    queryKey: ["lineage", id, ask.direction, ask.depth, ask.asOf],
    queryFn: ({ signal }) => readApi(`/api/v1/assets/${id}/lineage${queryString(ask)}`, LineageView, signal),
  });
}

/** What a change of one asset would touch. */
export function blastQuery(id: number) {
  return queryOptions({
    queryKey: ["blast-radius", id],
    queryFn: ({ signal }) => readApi(`/api/v1/assets/${id}/blast-radius`, BlastRadiusView, signal),
  });
}
