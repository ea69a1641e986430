import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { RiskDetail, RiskPage } from "@/lib/domain/views/risk-views";
import { queryString } from "../_parts/query-string";
import { NO_FILTERS, type RiskFilters } from "./search-params";

/** Rows asked for at once. */
const RISK_PAGE_ROWS = 50;

/** What the API is asked for, and what the service takes: the same words. */
export function riskQuery(filters: RiskFilters, cursor: string | null, limit = RISK_PAGE_ROWS) {
  const { status, ...rest } = filters;
  return { ...rest, status: status === "open" ? null : status, cursor, limit };
}

/** The ranked list, page after page. */
export function riskPages(filters: RiskFilters) {
  return infiniteQueryOptions({
    queryKey: ["risks", queryString(riskQuery(filters, null))],
    queryFn: ({ pageParam, signal }) =>
      readApi(`/api/v1/risks${queryString(riskQuery(filters, pageParam))}`, RiskPage, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: RiskPage) => last.next,
  });
}

/** One row is enough for a tab: its page says how many there are. */
export function riskCount(filters: RiskFilters) {
  return queryOptions({
    queryKey: ["risks", "count", queryString(riskQuery(filters, null, 1))],
    queryFn: ({ signal }) => readApi(`/api/v1/risks${queryString(riskQuery(filters, null, 1))}`, RiskPage, signal),
  });
}

/** The counts of the tabs that the facets of the whole list do not hold. */
export const COUNTED = { all: NO_FILTERS, fresh: { ...NO_FILTERS, isNew: "true" } } as const satisfies Record<
  string,
  RiskFilters
>;

/** One risk, for the peek. */
export function riskDetail(id: string) {
  return queryOptions({
    queryKey: ["risk", id],
    queryFn: ({ signal }) => readApi(`/api/v1/risks/${encodeURIComponent(id)}`, RiskDetail, signal),
  });
}
