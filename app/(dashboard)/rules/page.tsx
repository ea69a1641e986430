import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { listRules } from "@/lib/services/finding/rules";
import { RulesClient } from "./client";
import { rulesQuery } from "./query-options";

export const metadata: Metadata = { title: "Rules" };

/** The catalogue: what is checked, on how many, with which result. */
export default async function RulesPage() {
  const ctx = await pageContext();
  const client = getQueryClient();
  await client.fetchQuery({ ...rulesQuery, queryFn: () => listRules(ctx) });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RulesClient />
    </HydrationBoundary>
  );
}
