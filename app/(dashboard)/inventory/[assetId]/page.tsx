import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { cache } from "react";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { roleAtLeast } from "@/lib/domain/access";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { getAsset } from "@/lib/services/asset/get-asset";
import { getBlastRadius } from "@/lib/services/asset/lineage";
import { readLineage } from "@/lib/services/asset/lineage-as-of";
import { getExposurePath } from "@/lib/services/graph/paths";
import { getRecall } from "@/lib/services/graph/recall";
import { asOf } from "@/lib/services/workspace/workspace";
import { isNotFound } from "../../_parts/not-found";
import { setValues } from "../../_parts/query-string";
import { PastRefused } from "../../_past/refused";
import { blastQuery, exposurePathQuery, lineageQuery, PAGE_ROWS, recallPages } from "../query-options";
import { AssetClient } from "./client";
import { depthOf, loadAssetDetailParams } from "./search-params";

type Props = { params: Promise<{ assetId: string }>; searchParams: Promise<SearchParams> };

/** The asset, or the sentence why the asked moment cannot be shown. */
const readAsset = cache(async (text: string, asOf: string | null) => {
  const ctx = await pageContext();
  if (!/^[1-9]\d{0,8}$/.test(text)) notFound();
  try {
    return await getAsset(ctx, Number(text), asOf === null ? {} : { asOf });
  } catch (error) {
    if (error instanceof FaultlineError && error.where === "/asOf") return error.message;
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { asOf } = await loadAssetDetailParams(searchParams);
  const asset = await readAsset((await params).assetId, asOf);
  return { title: typeof asset === "string" ? "Asset" : showText(asset.name, 80) };
}

/** One asset: the answer first, then what it is made of, who uses it and what stands on it. */
export default async function AssetPage({ params, searchParams }: Props) {
  const ctx = await pageContext();
  const { assetId } = await params;
  const { tab, direction, depth, asOf: moment } = await loadAssetDetailParams(searchParams);
  const asset = await readAsset(assetId, moment);
  if (typeof asset === "string") return <PastRefused label="Asset" sentence={asset} href={`/inventory/${assetId}`} />;
  const client = getQueryClient();
  const ask = { direction, depth: depthOf(depth), asOf: moment };
  // A part that fails says so in its own tab; the page stands without it.
  if (tab === "lineage") {
    await client.prefetchQuery({
      ...lineageQuery(asset.id, ask),
      queryFn: () => readLineage(ctx, asset.id, setValues(ask)),
      retry: false,
    });
  }
  if (tab === "used-by") {
    await client.prefetchQuery({ ...blastQuery(asset.id), queryFn: () => getBlastRadius(ctx, asset.id), retry: false });
  }
  if (tab === "recall") {
    await client.prefetchInfiniteQuery({
      ...recallPages(asset.id),
      queryFn: () => getRecall(ctx, asset.id, { limit: PAGE_ROWS }),
      retry: false,
    });
  }
  if (tab === "paths") {
    await client.prefetchQuery({
      ...exposurePathQuery(asset.id),
      queryFn: () => getExposurePath(ctx, asset.id),
      retry: false,
    });
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <AssetClient
        asset={asset}
        asOf={{ ...(await asOf(ctx)), past: asset.past }}
        mayDecide={roleAtLeast(ctx.role, "analyst")}
      />
    </HydrationBoundary>
  );
}
