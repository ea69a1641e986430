"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { EVIDENCE_CLASS_LABEL } from "@/components/posture/evidence-class-mark";
import { LineageTable, type LineageRow as TableRow } from "@/components/posture/lineage-table";
import { Segmented } from "@/components/ui/segmented";
import { EvidenceClass } from "@/lib/domain/relation";
import type { AssetDetail, LineageRow, LineageView } from "@/lib/domain/views/asset-views";
import { PartError } from "../../../_parts/part-error";
import { keepPast } from "../../../_past/past-param";
import { lineageQuery } from "../../query-options";
import { ASSET_DETAIL_PARAMS, DEPTHS, depthOf } from "../search-params";
import { SpokenFor } from "./spoken-for";

const DIRECTIONS = [
  { value: "upstream", label: "Up" },
  { value: "both", label: "Both" },
  { value: "downstream", label: "Down" },
] as const;
const CLASSES = [
  { value: "all", label: "All" },
  ...EvidenceClass.options.map((value) => ({ value, label: EVIDENCE_CLASS_LABEL[value] })),
] as const;

/** Where an edge says so: the site in a file, else the reference it names, with what that resolved to. */
export function pointerOf(row: Pick<LineageRow, "site" | "ref" | "resolved" | "source">): string | null {
  const place = row.site ?? row.ref;
  if (place === null) return null;
  const resolved = row.resolved !== null && row.resolved !== place ? `, resolved ${row.resolved}` : "";
  return `${row.source}: ${place}${resolved}`;
}

function tableRow(assetId: number, row: LineageRow, i: number, asOf: string | null, past: boolean): TableRow {
  const pointer = pointerOf(row);
  return {
    id: `${i} ${row.from.id} ${row.to.id} ${row.relation}`,
    direction: row.direction,
    depth: row.depth,
    from: { name: row.from.name, kind: row.from.kind, href: keepPast(`/inventory/${row.from.id}?tab=lineage`, asOf) },
    relation: row.words,
    to: { name: row.to.name, kind: row.to.kind, href: keepPast(`/inventory/${row.to.id}?tab=lineage`, asOf) },
    evidenceClass: row.class,
    pointer: pointer ?? (row.evidenceId === null ? null : row.source),
    ...(row.evidenceId === null
      ? {}
      : {
          pointerHref: keepPast(
            `/inventory/${assetId}?tab=lineage&evidence=${encodeURIComponent(row.evidenceId)}`,
            asOf,
          ),
        }),
    seenAt: null,
    // Whose risks were open then is not kept.
    worst: past ? undefined : row.farBand,
    selected: row.from.id === assetId || row.to.id === assetId,
  };
}

function captionOf(view: LineageView, shown: number): string {
  const parts = EvidenceClass.options
    .map((c) => [view.rows.filter((r) => r.class === c).length, c] as const)
    .filter(([n]) => n > 0)
    .map(([n, c]) => `${n} ${c}`);
  const left = view.omitted > 0 ? ` · ${view.omitted.toLocaleString("en")} more are left out` : "";
  const filtered = shown < view.rows.length ? `${shown} of ` : "All ";
  return `${filtered}${view.rows.length.toLocaleString("en")} relations${parts.length > 0 ? ` · ${parts.join(", ")}` : ""}${left}`;
}

/** What it is made of and who is made of it: one row an edge, with the place that says so. */
export function LineageTab({ asset, now }: { asset: AssetDetail; now: string }) {
  const [{ direction, depth, asOf }, setParams] = useQueryStates(ASSET_DETAIL_PARAMS);
  const [kept, setKept] = useState<(typeof CLASSES)[number]["value"]>("all");
  const ask = { direction, depth: depthOf(depth), asOf };
  const query = useQuery({ ...lineageQuery(asset.id, ask), placeholderData: keepPreviousData });
  const rows = (query.data?.rows ?? []).filter((r) => kept === "all" || r.class === kept);
  const depths = [...new Set([...DEPTHS, ask.depth])].sort((a, b) => a - b);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label="Direction"
          value={direction}
          onValueChange={(v) => void setParams({ direction: v })}
          options={DIRECTIONS}
        />
        <Segmented
          label="Hops"
          value={String(ask.depth)}
          onValueChange={(v) => void setParams({ depth: Number(v) })}
          options={depths.map((d) => ({ value: String(d), label: String(d) }))}
        />
        <Segmented
          label="How it is known"
          value={kept}
          onValueChange={setKept}
          options={CLASSES}
          className="max-sm:overflow-x-auto"
        />
      </div>
      {query.isPending && (
        <Loading label="Reading the lineage">
          <RowsSkeleton rows={8} rowHeight={40} />
        </Loading>
      )}
      {query.isError && (
        <PartError title="The lineage could not be read." error={query.error} onRetry={() => query.refetch()} />
      )}
      {query.data &&
        (rows.length === 0 ? (
          <p className="py-3 text-ink-2">
            {query.data.rows.length === 0
              ? "No relation in this direction is known. That is not the same as none."
              : "No relation of this class within these hops."}
          </p>
        ) : (
          <LineageTable
            label="Lineage"
            rows={rows.map((r, i) => tableRow(asset.id, r, i, asOf, query.data.past !== undefined))}
            now={now}
            caption={captionOf(query.data, rows.length)}
          />
        ))}
      {query.data && <SpokenFor stamp={query.data.stamp} />}
    </div>
  );
}
