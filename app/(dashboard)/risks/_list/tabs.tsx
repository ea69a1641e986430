"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { createSerializer } from "nuqs/server";
import { cn } from "@/components/ui/cn";
import type { RiskPage } from "@/lib/domain/views/risk-views";
import { queryString } from "../../_parts/query-string";
import { COUNTED, riskCount, riskQuery } from "../query-options";
import { NO_FILTERS, RISK_FILTERS, type RiskFilters } from "../search-params";

const toUrl = createSerializer(RISK_FILTERS);

type Tab = { id: string; label: string; filters: RiskFilters; count: (all: RiskPage, fresh: RiskPage) => number };

const facetCount = (facets: readonly { value: string; count: number }[], value: string) =>
  facets.find((f) => f.value === value)?.count ?? 0;

/** Saved views are named addresses. */
const TABS: readonly Tab[] = [
  { id: "first", label: "Fix first", filters: NO_FILTERS, count: (all) => all.total },
  { id: "new", label: "New", filters: COUNTED.fresh, count: (_, fresh) => fresh.total },
  {
    id: "no-owner",
    label: "No owner",
    filters: { ...NO_FILTERS, owner: ["none"] },
    count: (all) => facetCount(all.facets.owner, "none"),
  },
  {
    id: "overdue",
    label: "Overdue",
    filters: { ...NO_FILTERS, due: ["overdue"] },
    count: (all) => facetCount(all.facets.due, "overdue"),
  },
];

/** The saved views with what each holds; a number appears when it was counted. */
export function RiskTabs({ filters }: { filters: RiskFilters }) {
  const all = useQuery(riskCount(COUNTED.all));
  const fresh = useQuery(riskCount(COUNTED.fresh));
  const here = queryString(riskQuery(filters, null));
  return (
    <nav aria-label="Saved views" className="flex gap-5 overflow-x-auto px-6 max-sm:px-4">
      {TABS.map((tab) => {
        const current = queryString(riskQuery(tab.filters, null)) === here;
        return (
          <Link
            key={tab.id}
            href={toUrl("/risks", tab.filters)}
            aria-current={current ? "page" : undefined}
            className={cn(
              "flex h-10 shrink-0 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 text-ink-2 hover:text-ink focus-visible:-outline-offset-2",
              current && "border-ink font-medium text-ink",
            )}
          >
            {tab.label}
            {all.data && fresh.data && (
              <span className="font-normal text-ink-3">{tab.count(all.data, fresh.data).toLocaleString("en")}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
