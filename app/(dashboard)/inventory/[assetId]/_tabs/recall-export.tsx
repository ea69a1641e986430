"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { showToast } from "@/components/kit/toaster";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { RecallView } from "@/lib/domain/views/graph-views";
import { toCsv } from "../../../_parts/csv";
import { saveFile } from "../../../_parts/save-file";
import { readRecall } from "../../query-options";

const ROWS_A_PAGE = 1_000;
/** More than this is not for a browser; the API gives it page by page. */
const MAX_ROWS = 100_000;
const HEAD = ["group", "id", "name", "key", "kind", "subtype", "environment", "owner", "hops", "worst risk"];

type Row = RecallView["rows"][number];

export function recallCsv(rows: readonly Row[]): string {
  return toCsv(
    HEAD,
    rows.map((r) => [r.group, r.id, r.name, r.key, r.kind, r.subtype, r.env, r.owner, r.distance, r.worstBand]),
  );
}

async function readAll(id: number) {
  const first = await readRecall(id, null, ROWS_A_PAGE);
  const rows = [...first.rows];
  let next = first.next;
  while (next !== null && rows.length < MAX_ROWS) {
    const page: RecallView = await readRecall(id, next, ROWS_A_PAGE);
    rows.push(...page.rows);
    next = page.next;
  }
  return { first, rows, whole: next === null };
}

/** Everything that is to be told, in one file. */
export function RecallExport({ id }: { id: number }) {
  const [busy, setBusy] = useState(false);
  const save = async (form: "csv" | "json") => {
    setBusy(true);
    try {
      const { first, rows, whole } = await readAll(id);
      const { root, totals, owners, stamp } = first;
      const name = `recall-${id}-version-${stamp.version}.${form}`;
      if (form === "csv") saveFile(name, "text/csv", recallCsv(rows));
      else {
        const document = { root, stamp, whole, totals, owners, rows };
        saveFile(name, "application/json", `${JSON.stringify(document, null, 2)}\n`);
      }
      showToast({
        title: `${rows.length.toLocaleString("en")} assets saved`,
        ...(whole ? {} : { description: `Only the first ${MAX_ROWS.toLocaleString("en")}: the API gives the rest.` }),
      });
    } catch (error) {
      showToast({
        title: "Nothing was saved",
        description: error instanceof Error ? error.message : "The recall could not be read.",
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button disabled={busy} aria-busy={busy}>
          <Download aria-hidden />
          Export
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => save("csv")}>CSV, for a spreadsheet</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => save("json")}>JSON, with owners and version</DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
