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
import { DiffPage, type DiffRow } from "@/lib/domain/views/diff-views";
import { toCsv } from "../../../../_parts/csv";
import { queryString } from "../../../../_parts/query-string";
import { saveFile } from "../../../../_parts/save-file";
import { diffQuery } from "../query-options";
import type { DiffAsk } from "../search-params";

/** More than this is not for a spreadsheet; the API gives it page by page. */
const MAX_ROWS = 10_000;
const HEAD = ["part", "asset", "asset key", "kind", "relation", "to", "to key", "run", "source", "detail"];

/** One line; each changed field as `field: before → after`. */
function csvRow(r: DiffRow): (string | null)[] {
  if ("relation" in r)
    return [r.part, r.from.name, r.from.key, r.from.kind, r.words, r.to.name, r.to.key, null, r.source, r.class];
  const detail =
    r.part === "changed"
      ? r.changes.map((c) => `${c.field}: ${JSON.stringify(c.from)} → ${JSON.stringify(c.to)}`).join("; ")
      : r.part === "gone"
        ? r.why
        : r.again
          ? "seen again"
          : "";
  return [r.part, r.asset.name, r.asset.key, r.asset.kind, null, null, null, r.run, r.source, detail];
}

async function readAll(ask: DiffAsk) {
  const rows: DiffRow[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: DiffPage = await readApi(`/api/v1/runs/diff${queryString(diffQuery(ask, cursor, 200))}`, DiffPage);
    rows.push(...page.rows);
    cursor = page.next;
    if (cursor === null || rows.length >= MAX_ROWS)
      return { rows, whole: cursor === null, from: page.from, to: page.to };
  }
}

/** The part that is shown, whole, with the two moments it stands between. */
export function DiffExport({ ask }: { ask: DiffAsk }) {
  const [busy, setBusy] = useState(false);
  const save = async (form: "csv" | "json") => {
    setBusy(true);
    try {
      const { rows, whole, from, to } = await readAll(ask);
      const name = `${ask.show}-record-${from.record}-to-${to.record}.${form}`;
      if (form === "csv") saveFile(name, "text/csv", toCsv(HEAD, rows.map(csvRow)));
      else
        saveFile(name, "application/json", `${JSON.stringify({ from, to, show: ask.show, whole, rows }, null, 2)}\n`);
      showToast({
        title: `${rows.length.toLocaleString("en")} lines saved`,
        ...(whole ? {} : { description: `Only the first ${MAX_ROWS.toLocaleString("en")}: the API gives the rest.` }),
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
          aria-label="Export this part"
          title="Export this part"
          disabled={busy}
          aria-busy={busy}
        >
          <Download aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => save("csv")}>CSV, for a spreadsheet</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => save("json")}>JSON, with both moments</DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
