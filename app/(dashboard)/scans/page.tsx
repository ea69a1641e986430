import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { ScanQuery } from "@/lib/domain/views/queries";
import { getScanLedger } from "@/lib/services/scan/ledger";
import { setValues } from "../_parts/query-string";
import { ScansClient } from "./client";
import { scanPages, scanQuery } from "./query-options";
import { loadScanParams } from "./search-params";

export const metadata: Metadata = { title: "Scans" };

/** Every file, read or not. */
export default async function ScansPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await pageContext();
  const filters = await loadScanParams(searchParams);
  const client = getQueryClient();
  await client.fetchInfiniteQuery({
    ...scanPages(filters),
    queryFn: () => getScanLedger(ctx, ScanQuery.parse(setValues(scanQuery(filters, null)))),
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ScansClient />
    </HydrationBoundary>
  );
}
