import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { diffRuns } from "@/lib/services/history/run-diff";
import { setValues } from "../../../_parts/query-string";
import { DiffScreen } from "./_parts/diff-screen";
import { diffPages, diffQuery } from "./query-options";
import { loadDiffParams } from "./search-params";

export const metadata: Metadata = { title: "What changed" };

/** What changed between two runs; a refusal is said by the screen, which asks again. */
export default async function DiffPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await pageContext();
  const ask = await loadDiffParams(searchParams);
  const client = getQueryClient();
  await client.prefetchInfiniteQuery({
    ...diffPages(ask),
    queryFn: () => diffRuns(ctx, setValues(diffQuery(ask, null))),
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DiffScreen />
    </HydrationBoundary>
  );
}
