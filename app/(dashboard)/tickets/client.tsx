"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { DataTable } from "@/components/kit/data-table";
import { FilterBar } from "@/components/kit/filter-bar";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { Segmented } from "@/components/ui/segmented";
import { ListBody } from "../_parts/list-states";
import { listView } from "../_parts/list-view";
import { PartError } from "../_parts/part-error";
import { useFilterText } from "../_parts/use-filter-text";
import { AsOfStamp } from "../_shell/as-of-stamp";
import { ticketChips, ticketsSentence, withoutChip } from "./filters";
import { ticketPages } from "./query-options";
import { NO_FILTERS, TICKET_PARAMS, type TicketFilters } from "./search-params";
import { StateTiles } from "./state-tiles";
import { ticketColumns } from "./table-schema";

const WHOSE = [
  { value: "all", label: "All" },
  { value: "me", label: "Mine" },
  { value: "none", label: "Nobody's" },
] as const;

type Whose = (typeof WHOSE)[number]["value"] | "other";

function whoseOf(assignee: string | null): Whose {
  if (assignee === null) return "all";
  return assignee === "me" || assignee === "none" ? assignee : "other";
}

/** Two columns that may disagree: what people say, and what Faultline sees. */
export function TicketsClient() {
  const [filters, setParams] = useQueryStates(TICKET_PARAMS);
  const set = (change: Partial<TicketFilters>) => void setParams(change, { history: "push" });
  const [text, setText] = useFilterText(filters.q, (q) => set({ q }));
  const pages = useInfiniteQuery({ ...ticketPages(filters), placeholderData: keepPreviousData });
  const rows = useMemo(() => pages.data?.pages.flatMap((p) => p.rows) ?? [], [pages.data]);
  const first = pages.data?.pages[0];
  const now = first?.asOf.now;
  const columns = useMemo(() => (now ? ticketColumns(now) : []), [now]);
  if (!first) {
    return (
      <main id="main" tabIndex={-1} className="px-6 py-4 outline-none">
        <h1 className="sr-only">Tickets</h1>
        {pages.isError ? (
          <PartError title="The tickets could not be read." error={pages.error} onRetry={() => pages.refetch()} />
        ) : (
          <Loading label="Reading the tickets">
            <RowsSkeleton rows={12} />
          </Loading>
        )}
      </main>
    );
  }
  const chips = ticketChips(filters, first.facets.assignee);
  const words = ticketsSentence(first.facets.state);
  const whole = `${first.totalCapped ? "at least " : ""}${first.total.toLocaleString("en")}`;
  const onRemove = (id: string) => set(withoutChip(filters, id));
  const whose = whoseOf(filters.assignee);
  return (
    <>
      <TopBar
        crumbs={[{ label: "Tickets" }]}
        note={`${whole}${chips.length > 0 ? " match" : ""}`}
        asOf={<AsOfStamp asOf={first.asOf} />}
      />
      <main id="main" tabIndex={-1} className="outline-none">
        <h1 className="sr-only">Tickets</h1>
        <StateTiles
          facets={first.facets.state}
          chosen={filters.state}
          onToggle={(s) =>
            set({ state: filters.state.includes(s) ? filters.state.filter((x) => x !== s) : [...filters.state, s] })
          }
        />
        <p className="px-6 pt-5 pb-3 text-lead max-sm:px-4">
          <b className="font-medium">{words.lead}</b> <span className="text-ink-2">{words.rest}</span>
        </p>
        <div className="border-hair border-b px-6 pb-3 max-sm:px-4">
          <FilterBar
            chips={chips.filter((c) => c.id !== "q:")}
            onRemove={onRemove}
            text={text}
            onTextChange={setText}
            placeholder="Filter tickets"
          >
            <Segmented<Whose>
              label="Whose"
              value={whose}
              onValueChange={(v) => set({ assignee: v === "all" || v === "other" ? null : v })}
              options={whose === "other" ? [...WHOSE, { value: "other", label: "One person" }] : WHOSE}
            />
          </FilterBar>
        </div>
        <div className="px-3 max-sm:px-1">
          <ListBody
            view={listView({ rows: rows.length, filtered: chips.length > 0, asOf: first.asOf })}
            asOf={first.asOf}
            chips={chips}
            onRemove={onRemove}
            onClear={() => set(NO_FILTERS)}
            what="risks, and with them fixes to open tickets for,"
            empty={{
              title: "No ticket yet.",
              body: "Open one from a risk: one fix is one ticket, however many findings it closes.",
            }}
          >
            <DataTable
              label="Tickets"
              columns={columns}
              rows={rows}
              rowId={(r) => r.id}
              rowHeight={52}
              rowHref={(r) => `/tickets/${r.id}`}
              keys
              hasMore={pages.hasNextPage}
              onMore={() => pages.fetchNextPage()}
              loadingMore={pages.isFetchingNextPage}
              dimmed={pages.isPlaceholderData}
              caption={`${rows.length.toLocaleString("en")} of ${whole} · saying “fixed” never closes a risk; looking again does.`}
            />
          </ListBody>
        </div>
      </main>
    </>
  );
}
