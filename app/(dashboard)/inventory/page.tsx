import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { FaultlineError } from "@/lib/domain/errors";
import { listAssets } from "@/lib/services/asset/list-assets";
import { setValues } from "../_parts/query-string";
import { PastRefused } from "../_past/refused";
import { InventoryClient } from "./client";
import { assetPages, assetQuery } from "./query-options";
import { loadAssetParams } from "./search-params";

export const metadata: Metadata = { title: "Inventory" };

/** A refusal of what was asked, as a value; anything else is thrown on. */
function inputRefusal(error: unknown): FaultlineError {
  if (error instanceof FaultlineError && error.where !== null) return error;
  throw error;
}

/** Everything known, worst first, its first page already in hand. */
export default async function InventoryPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await pageContext();
  const filters = await loadAssetParams(searchParams);
  const client = getQueryClient();
  const found = await listAssets(ctx, setValues(assetQuery(filters, null))).catch(inputRefusal);
  if (found instanceof FaultlineError && found.where === "/asOf")
    return <PastRefused label="Inventory" sentence={found.message} href="/inventory" />;
  // Any other filter that is refused is said beside it by the list itself, which asks again.
  if (!(found instanceof FaultlineError))
    await client.prefetchInfiniteQuery({ ...assetPages(filters), queryFn: () => found });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <InventoryClient />
    </HydrationBoundary>
  );
}
