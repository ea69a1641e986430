"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { readApi } from "@/app/read-api";
import { showToast } from "@/components/kit/toaster";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { RiskPage, type RiskRow } from "@/lib/domain/views/risk-views";
import { toCsv } from "../../_parts/csv";
import { queryString } from "../../_parts/query-string";
import { saveFile } from "../../_parts/save-file";
import { riskQuery } from "../query-options";
import type { RiskFilters } from "../search-params";

/** More than this is not for a spreadsheet; the API gives it page by page. */
const MAX_ROWS = 10_000;

const HEAD = [
  "id",
  "title",
  "rule",
  "fault line",
  "asset",
  "asset key",
  "band",
  "score",
  "reach",
  "owner",
  "due",
  "overdue",
  "first seen",
  "ticket",
  "reasons",
];

function csvRow(r: RiskRow) {
  return [
    r.id,
    r.title,
    r.ruleId,
    r.faultLine,
    r.asset.name,
    r.asset.key,
    r.band,
    r.scoreTenths / 10,
    r.exposure,
    r.owner,
    r.dueAt,
    r.overdue,
    r.firstSeenAt,
    r.ticket ? `${r.ticket.id} ${r.ticket.state}` : null,
    r.reasons.join("; "),
  ];
}

async function readAll(filters: RiskFilters) {
  const rows: RiskRow[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: RiskPage = await readApi(`/api/v1/risks${queryString(riskQuery(filters, cursor, 200))}`, RiskPage);
    rows.push(...page.rows);
    cursor = page.next;
    if (cursor === null || rows.length >= MAX_ROWS) return { rows, whole: cursor === null, asOf: page.asOf };
  }
}

/** The list as it is filtered now, in its order, with the run it speaks for. */
export function RiskExport({ filters }: { filters: RiskFilters }) {
  const [busy, setBusy] = useState(false);
  const save = async (form: "csv" | "json") => {
    setBusy(true);
    try {
      const { rows, whole, asOf } = await readAll(filters);
      const name = `risks-${asOf.run ?? "no-run"}.${form}`;
      if (form === "csv") saveFile(name, "text/csv", toCsv(HEAD, rows.map(csvRow)));
      else saveFile(name, "application/json", `${JSON.stringify({ asOf, filters, whole, rows }, null, 2)}\n`);
      showToast({
        title: `${rows.length.toLocaleString("en")} risks saved`,
        ...(whole
          ? {}
          : { description: `Only the first ${MAX_ROWS.toLocaleString("en")}: narrow the filters for the rest.` }),
      });
    } catch (error) {
      showToast({
        title: "Nothing was saved",
        description: error instanceof Error ? error.message : "The list could not be read.",
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="quiet"
          size="icon"
          aria-label="Export this list"
          title="Export this list"
          disabled={busy}
          aria-busy={busy}
        >
          <Download aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => save("csv")}>CSV, for a spreadsheet</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => save("json")}>JSON, with filters and run</DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
