import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { getSources } from "@/lib/services/source/view";
import { sourcesQuery } from "../_sources/query-options";
import { SourcesScreen } from "./_parts/sources-screen";

export const metadata: Metadata = { title: "Sources" };

export default async function SourcesPage() {
  const ctx = await pageContext();
  const queries = getQueryClient();
  queries.setQueryData(sourcesQuery.queryKey, await getSources(ctx));
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <SourcesScreen role={ctx.role} />
    </HydrationBoundary>
  );
}
