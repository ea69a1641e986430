import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { AssetPage, BlastRadiusView, LineageView } from "@/lib/domain/views/asset-views";
import { ExposurePathView, PathView, RecallView } from "@/lib/domain/views/graph-views";
import { queryString } from "../_parts/query-string";
import type { AssetFilters } from "./search-params";

export const PAGE_ROWS = 50;

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

/** What follows when one asset is bad, page after page. */
export function recallPages(id: number) {
  return infiniteQueryOptions({
    queryKey: ["recall", id],
    queryFn: ({ pageParam, signal }) => readRecall(id, pageParam, PAGE_ROWS, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: RecallView) => last.next,
  });
}

/** One page of a recall. */
export function readRecall(id: number, cursor: string | null, limit: number, signal?: AbortSignal) {
  return readApi(`/api/v1/assets/${id}/recall${queryString({ cursor, limit })}`, RecallView, signal);
}

/** How one asset stands between the internet and sensitive data. */
export function exposurePathQuery(id: number) {
  return queryOptions({
    queryKey: ["exposure-path", id],
    queryFn: ({ signal }) => readApi(`/api/v1/assets/${id}/exposure-path`, ExposurePathView, signal),
  });
}

export type PathAsk = { from: number; to: number; over: PathView["over"] };

/** A shortest way between two assets. */
export function pathQuery(ask: PathAsk) {
  return queryOptions({
    queryKey: ["path", ask.from, ask.to, ask.over],
    queryFn: ({ signal }) => readApi(`/api/v1/paths${queryString(ask)}`, PathView, signal),
  });
}

/** A few assets that a text finds, to choose one. */
export function findAssetsQuery(q: string) {
  return queryOptions({
    queryKey: ["find-assets", q],
    queryFn: ({ signal }) =>
      readApi(`/api/v1/assets${queryString({ q: q.slice(0, 200), limit: 8 })}`, AssetPage, signal),
  });
}
