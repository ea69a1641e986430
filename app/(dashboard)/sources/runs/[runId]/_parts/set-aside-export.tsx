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
import { type QuarantineState, SetAsidePage, type SetAsideRow } from "@/lib/domain/views/intake-views";
import { toCsv } from "../../../../_parts/csv";
import { saveFile } from "../../../../_parts/save-file";

/** As many as a run sets aside one by one. */
const MAX_ROWS = 11_000;
const HEAD = ["seq", "path", "pointer", "state", "reason", "replayed as", "record"];

async function readAll(runId: number, state: QuarantineState | "all"): Promise<SetAsideRow[]> {
  const rows: SetAsideRow[] = [];
  const filter = state === "all" ? "" : `&state=${state}`;
  for (let cursor = ""; rows.length < MAX_ROWS; ) {
    const page = await readApi(`/api/v1/runs/${runId}/set-aside?limit=200${filter}${cursor}`, SetAsidePage);
    rows.push(...page.rows);
    if (page.next === null) break;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  return rows;
}

const csvRow = (r: SetAsideRow) => [r.seq, r.path, r.pointer, r.state, r.reason, r.replayRun?.key ?? null, r.record];

type ExportProps = { runId: number; runKey: string; state: QuarantineState | "all" };

/** The records as shown, as a spreadsheet or as JSON. */
export function ExportSetAside({ runId, runKey, state }: ExportProps) {
  const [busy, setBusy] = useState(false);
  const save = async (format: "csv" | "json") => {
    setBusy(true);
    try {
      const rows = await readAll(runId, state);
      const name = `set-aside-${runKey.replace(/[^\w.-]+/g, "_")}.${format}`;
      if (format === "csv") saveFile(name, "text/csv", toCsv(HEAD, rows.map(csvRow)));
      else saveFile(name, "application/json", `${JSON.stringify(rows, null, 2)}\n`);
    } catch (error) {
      showToast({ title: "Not exported", description: error instanceof Error ? error.message : "Try again." });
    } finally {
      setBusy(false);
    }
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="quiet" disabled={busy}>
          <Download aria-hidden />
          {busy ? "Exporting" : "Export"}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => void save("csv")}>CSV</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => void save("json")}>JSON</DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
