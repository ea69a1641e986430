import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { RiskQuery } from "@/lib/domain/views/queries";
import { listRisks } from "@/lib/services/risk/list-risks";
import { setValues } from "../_parts/query-string";
import { RisksClient } from "./client";
import { COUNTED, riskCount, riskPages, riskQuery } from "./query-options";
import { filtersOf, loadRiskParams, type RiskFilters } from "./search-params";

export const metadata: Metadata = { title: "Risks" };

/** The ranked list, with its first page and the counts of its tabs already in hand. */
export default async function RisksPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await pageContext();
  const filters = filtersOf(await loadRiskParams(searchParams));
  const client = getQueryClient();
  const read = (f: RiskFilters, limit?: number) =>
    listRisks(ctx, RiskQuery.parse(setValues(riskQuery(f, null, limit))));
  await Promise.all([
    client.fetchInfiniteQuery({ ...riskPages(filters), queryFn: () => read(filters) }),
    ...Object.values(COUNTED).map((f) => client.fetchQuery({ ...riskCount(f), queryFn: () => read(f, 1) })),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RisksClient />
    </HydrationBoundary>
  );
}
