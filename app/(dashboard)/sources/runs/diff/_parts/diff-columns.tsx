import { type TableColumn, tableColumns } from "@/components/kit/table-columns";
import { AssetChip } from "@/components/posture/asset-chip";
import { EvidenceClassMark } from "@/components/posture/evidence-class-mark";
import { KIND_LABEL } from "@/lib/domain/asset";
import { showText } from "@/lib/domain/text";
import type { AssetRef } from "@/lib/domain/views/asset-views";
import type { DiffPage, DiffPart, DiffRow } from "@/lib/domain/views/diff-views";
import { FieldChanges } from "../../../../_past/field-changes";
import { keepPast } from "../../../../_past/past-param";

/** A diff row as the table takes it. */
export type Shown = DiffRow & { id: string };

const col = tableColumns<Shown>();

function Asset({ asset, asOf }: { asset: AssetRef; asOf: string }) {
  return <AssetChip name={asset.name} kind={asset.kind} href={keepPast(`/inventory/${asset.id}`, asOf)} />;
}

const text = (value: string, length = 60) => (
  <span className="block truncate" title={showText(value)}>
    {showText(value, length)}
  </span>
);

/** The columns of one part; an asset opens as it was on the side where it stands. */
export function diffColumns(part: DiffPart, view: Pick<DiffPage, "from" | "to">): TableColumn<Shown>[] {
  const side = part === "gone" ? view.from.run : view.to.run;
  if (part === "edges-added" || part === "edges-removed")
    return edgeColumns(part === "edges-added" ? view.to.run : view.from.run);
  return [
    col.accessor((r) => ("asset" in r ? r.asset.name : ""), {
      id: "asset",
      header: "Asset",
      cell: ({ row: { original: r } }) => ("asset" in r ? <Asset asset={r.asset} asOf={side} /> : null),
      meta: part === "changed" ? { width: 280 } : {},
    }),
    ...(part === "changed"
      ? [
          col.accessor((r) => (r.part === "changed" ? r.changes.length : 0), {
            id: "changes",
            header: "What changed",
            cell: ({ row: { original: r } }) =>
              r.part !== "changed" ? null : r.changes.length === 0 ? (
                <span className="text-ink-3">where it is said</span>
              ) : (
                <FieldChanges changes={r.changes} />
              ),
          }),
        ]
      : [
          col.accessor((r) => ("asset" in r ? r.asset.kind : "model"), {
            id: "kind",
            header: "Kind",
            cell: (c) => KIND_LABEL[c.getValue()].one,
            meta: { width: 120, from: "md" },
          }),
        ]),
    col.accessor((r) => ("run" in r ? r.run : ""), {
      id: "run",
      header: part === "gone" ? "Why" : "By",
      cell: ({ row: { original: r } }) => {
        if (r.part === "gone") return text(`${r.why} (${r.run})`, 120);
        if (!("run" in r)) return null;
        return text(`${r.source}, ${r.run}${r.part === "added" && r.again ? ", seen again" : ""}`, 120);
      },
      meta: { width: part === "gone" ? 380 : 260, from: "sm" },
    }),
  ];
}

function edgeColumns(side: string): TableColumn<Shown>[] {
  const end = (which: "from" | "to", header: string) =>
    col.accessor((r) => ("relation" in r ? r[which].name : ""), {
      id: which,
      header,
      cell: ({ row: { original: r } }) => ("relation" in r ? <Asset asset={r[which]} asOf={side} /> : null),
    });
  return [
    end("from", "From"),
    col.accessor((r) => ("relation" in r ? r.words : ""), {
      id: "words",
      header: "Relation",
      cell: (c) => text(c.getValue()),
      meta: { width: 160 },
    }),
    end("to", "To"),
    col.accessor((r) => ("relation" in r ? r.class : "inferred"), {
      id: "class",
      header: "How it is known",
      cell: (c) => <EvidenceClassMark evidenceClass={c.getValue()} />,
      meta: { width: 132, from: "md" },
    }),
    col.accessor((r) => r.source, {
      id: "source",
      header: "Says",
      cell: (c) => text(c.getValue(), 40),
      meta: { width: 180, from: "lg" },
    }),
  ];
}
