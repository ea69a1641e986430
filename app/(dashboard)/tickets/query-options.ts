import { infiniteQueryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { TicketPage } from "@/lib/domain/views/work-views";
import { queryString } from "../_parts/query-string";
import type { TicketFilters } from "./search-params";

const PAGE_ROWS = 50;

/** What the API is asked for, and what the service takes: the same words. */
export function ticketQuery(filters: TicketFilters, cursor: string | null) {
  const { q, state, assignee, due } = filters;
  return { q: q.slice(0, 200), state, assignee: assignee?.slice(0, 60), due, cursor, limit: PAGE_ROWS };
}

/** The tickets, page after page. */
export function ticketPages(filters: TicketFilters) {
  return infiniteQueryOptions({
    queryKey: ["tickets", queryString(ticketQuery(filters, null))],
    queryFn: ({ pageParam, signal }) =>
      readApi(`/api/v1/tickets${queryString(ticketQuery(filters, pageParam))}`, TicketPage, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: TicketPage) => last.next,
  });
}
