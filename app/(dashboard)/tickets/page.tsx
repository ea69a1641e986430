import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { TicketQuery } from "@/lib/domain/views/queries";
import { listTickets } from "@/lib/services/ticket/list-tickets";
import { setValues } from "../_parts/query-string";
import { TicketsClient } from "./client";
import { ticketPages, ticketQuery } from "./query-options";
import { loadTicketParams } from "./search-params";

export const metadata: Metadata = { title: "Tickets" };

/** What is being fixed, and whether it is. */
export default async function TicketsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await pageContext();
  const filters = await loadTicketParams(searchParams);
  const client = getQueryClient();
  await client.fetchInfiniteQuery({
    ...ticketPages(filters),
    queryFn: () => listTickets(ctx, TicketQuery.parse(setValues(ticketQuery(filters, null)))),
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TicketsClient />
    </HydrationBoundary>
  );
}
