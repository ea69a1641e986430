import { infiniteQueryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { ScanLedger } from "@/lib/domain/views/work-views";
import { queryString } from "../_parts/query-string";
import type { ScanFilters } from "./search-params";

const PAGE_ROWS = 50;

/** What the API is asked for, and what the service takes: the same words. */
export function scanQuery(filters: ScanFilters, cursor: string | null) {
  return { verdict: filters.verdict, cursor, limit: PAGE_ROWS };
}

/** The ledger, page after page. */
export function scanPages(filters: ScanFilters) {
  return infiniteQueryOptions({
    queryKey: ["scans", queryString(scanQuery(filters, null))],
    queryFn: ({ pageParam, signal }) =>
      readApi(`/api/v1/scans${queryString(scanQuery(filters, pageParam))}`, ScanLedger, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ScanLedger) => last.next,
  });
}
