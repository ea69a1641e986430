import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { roleAtLeast } from "@/lib/domain/access";
import { FaultlineError } from "@/lib/domain/errors";
import { getRun } from "@/lib/services/run/view";
import { runQuery } from "../../../_sources/query-options";
import { RunScreen } from "./_parts/run-screen";

export const metadata: Metadata = { title: "Run" };

export default async function RunPage({ params }: { params: Promise<{ runId: string }> }) {
  const ctx = await pageContext();
  const { runId } = await params;
  if (!/^\d{1,9}$/.test(runId)) notFound();
  const run = await getRun(ctx, Number(runId)).catch((error: unknown) => {
    if (error instanceof FaultlineError && error.code === "not_found") notFound();
    throw error;
  });
  const queries = getQueryClient();
  queries.setQueryData(runQuery(run.id).queryKey, run);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <RunScreen runId={run.id} mayRelease={roleAtLeast(ctx.role, "analyst")} />
    </HydrationBoundary>
  );
}
