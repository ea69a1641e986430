import { infiniteQueryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { DiffPage } from "@/lib/domain/views/diff-views";
import { queryString } from "../../../_parts/query-string";
import type { DiffAsk } from "./search-params";

const PAGE_ROWS = 50;

/** What the API is asked for, and what the service takes. */
export function diffQuery({ from, to, show }: DiffAsk, cursor: string | null, limit = PAGE_ROWS) {
  return { from, to, show, cursor, limit };
}

/** One part of what changed, page after page. */
export function diffPages(ask: DiffAsk) {
  return infiniteQueryOptions({
    queryKey: ["runs", "diff", queryString(diffQuery(ask, null))],
    queryFn: ({ pageParam, signal }) =>
      readApi(`/api/v1/runs/diff${queryString(diffQuery(ask, pageParam))}`, DiffPage, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: DiffPage) => last.next,
    retry: false,
  });
}
