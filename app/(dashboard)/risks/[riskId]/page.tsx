import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { cache } from "react";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { showText } from "@/lib/domain/text";
import { getEvidence } from "@/lib/services/evidence/get-evidence";
import { getRisk } from "@/lib/services/risk/get-risk";
import { evidenceQuery } from "../../_evidence/query-options";
import { isNotFound } from "../../_parts/not-found";
import { RiskClient } from "./client";
import { loadRiskDetailParams } from "./search-params";

type Props = { params: Promise<{ riskId: string }>; searchParams: Promise<SearchParams> };

const readRisk = cache(async (id: string) => {
  const ctx = await pageContext();
  try {
    return await getRisk(ctx, id);
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const risk = await readRisk((await params).riskId);
  return { title: showText(risk.title, 80) };
}

/** One risk: what was found, why it matters, what to do. */
export default async function RiskPage({ params, searchParams }: Props) {
  const ctx = await pageContext();
  const risk = await readRisk((await params).riskId);
  const { evidence } = await loadRiskDetailParams(searchParams);
  const client = getQueryClient();
  const shown = risk.evidence.find((e) => e.id === evidence) ?? risk.evidence[0];
  // A missing picture must not take the page with it: the panel says so and offers another try.
  if (shown)
    await client.prefetchQuery({ ...evidenceQuery(shown.id), queryFn: () => getEvidence(ctx, shown.id), retry: false });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RiskClient risk={risk} />
    </HydrationBoundary>
  );
}
