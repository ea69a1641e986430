import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { AssetQuery } from "@/lib/domain/views/queries";
import { listAssets } from "@/lib/services/asset/list-assets";
import { setValues } from "../_parts/query-string";
import { InventoryClient } from "./client";
import { assetPages, assetQuery } from "./query-options";
import { loadAssetParams } from "./search-params";

export const metadata: Metadata = { title: "Inventory" };

/** Everything known, worst first, its first page already in hand. */
export default async function InventoryPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await pageContext();
  const filters = await loadAssetParams(searchParams);
  const client = getQueryClient();
  await client.fetchInfiniteQuery({
    ...assetPages(filters),
    queryFn: () => listAssets(ctx, AssetQuery.parse(setValues(assetQuery(filters, null)))),
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <InventoryClient />
    </HydrationBoundary>
  );
}
