"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { DataTable } from "@/components/kit/data-table";
import { FilterBar } from "@/components/kit/filter-bar";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { FilteredEmpty, Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { FacetSheet, ListFrame } from "../_parts/list-frame";
import { PartError } from "../_parts/part-error";
import { AsOfStamp } from "../_shell/as-of-stamp";
import { type RuleFilters, ruleChips, ruleFacets, rulesLeft, withoutChip } from "./filters";
import { RulePeek } from "./peek";
import { rulesQuery } from "./query-options";
import { RULE_PARAMS } from "./search-params";
import { PEEK_HIDES, RULE_COLUMNS } from "./table-schema";

const NO_ROWS: never[] = [];

/** Every rule with its population: a catalogue that says what it could not decide. */
export function RulesClient() {
  const [params, setParams] = useQueryStates(RULE_PARAMS);
  const { rule: openId, ...filters } = params;
  const set = (change: Partial<RuleFilters>) => void setParams(change);
  const query = useQuery(rulesQuery);
  const all = query.data?.rows ?? NO_ROWS;
  const { q, line, severity, standing } = filters;
  const rows = useMemo(() => rulesLeft(all, { q, line, severity, standing }), [all, q, line, severity, standing]);
  const chips = ruleChips(filters);
  const facets = {
    groups: ruleFacets(all, filters),
    selected: { line, severity, standing },
    onChange: (group: string, values: string[]) => set({ [group]: values }),
  };
  const open = all.find((r) => r.id === openId);
  const peek = open ? <RulePeek key={open.id} rule={open} onClose={() => void setParams({ rule: null })} /> : null;
  const onRemove = (id: string) => set(withoutChip(filters, id));
  return (
    <>
      <TopBar
        crumbs={[{ label: "Rules" }]}
        note={query.data && `${all.length} rules${chips.length > 0 ? `, ${rows.length} match` : ""}`}
        asOf={query.data && <AsOfStamp asOf={query.data.asOf} />}
      />
      <main id="main" tabIndex={-1} className="outline-none">
        <h1 className="sr-only">Rules</h1>
        <div className="px-6 py-2 max-sm:px-4">
          <FilterBar
            chips={chips.filter((c) => c.id !== "q:")}
            onRemove={onRemove}
            text={filters.q}
            onTextChange={(text) => set({ q: text })}
            placeholder="Filter by title, id or control"
          >
            <FacetSheet facets={facets} />
          </FilterBar>
        </div>
        {query.data ? (
          <ListFrame facets={facets} peek={peek}>
            {rows.length === 0 ? (
              <div className="px-3">
                <FilteredEmpty
                  chips={chips}
                  onRemove={onRemove}
                  onClear={() => set({ q: "", line: [], severity: [], standing: [] })}
                />
              </div>
            ) : (
              <DataTable
                label="Rules, most failures first"
                columns={RULE_COLUMNS}
                rows={rows}
                rowId={(r) => r.id}
                rowHeight={52}
                hidden={peek ? PEEK_HIDES : undefined}
                onOpen={(r) => void setParams({ rule: r.id })}
                openId={openId}
                keys
                caption={`${rows.length} of ${all.length} rules · most failures first, then by id`}
              />
            )}
          </ListFrame>
        ) : query.isError ? (
          <div className="px-6">
            <PartError title="The rules could not be read." error={query.error} onRetry={() => query.refetch()} />
          </div>
        ) : (
          <Loading label="Reading the rules">
            <RowsSkeleton rows={12} />
          </Loading>
        )}
      </main>
    </>
  );
}
