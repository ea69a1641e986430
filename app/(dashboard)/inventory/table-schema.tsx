import Link from "next/link";
import { Avatar } from "@/components/kit/avatar";
import { Hatch } from "@/components/kit/hatch";
import { RelativeTime } from "@/components/kit/relative-time";
import { type TableColumn, tableColumns } from "@/components/kit/table-columns";
import { BandMark } from "@/components/posture/band-mark";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { KIND_LABEL } from "@/lib/domain/asset";
import { showText } from "@/lib/domain/text";
import type { AssetRow } from "@/lib/domain/views/asset-views";
import { EXPOSURE_WORDS } from "../_parts/exposure-words";
import { keepPast } from "../_past/past-param";

function Unknown({ word = "Not known" }: { word?: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-3">
      <Hatch size={12} /> {word}
    </span>
  );
}

/** `model · finetune`, words from our own lists. */
export function kindWords(row: { kind: AssetRow["kind"]; subtype: string }): string {
  const kind = KIND_LABEL[row.kind].one;
  return row.subtype === "unknown" ? kind : `${kind} · ${row.subtype.replaceAll("_", " ")}`;
}

function AssetCell({ row, asOf }: { row: AssetRow; asOf: string | null }) {
  const name = showText(row.name);
  return (
    <span className="flex min-w-0 flex-col">
      <span className="flex min-w-0 items-center gap-1.5">
        <FaultLineMark faultLine={row.faultLine} size={12} word="none" />
        <Link
          href={keepPast(`/inventory/${row.id}`, asOf)}
          className="mono truncate font-medium hover:underline hover:underline-offset-3"
          title={name}
        >
          {name}
        </Link>
      </span>
      <span className="truncate text-ink-3 text-meta" title={showText(row.key)}>
        {kindWords(row)} · {showText(row.key, 120)}
      </span>
    </span>
  );
}

const col = tableColumns<AssetRow>();

/** The inventory at one moment of the page's clock; its links keep the asked moment. */
export function assetColumns(now: string, asOf: string | null): TableColumn<AssetRow>[] {
  return [
    col.accessor("name", { header: "Asset", cell: (c) => <AssetCell row={c.row.original} asOf={asOf} /> }),
    col.accessor("worstBand", {
      header: "Open risks",
      cell: (c) => {
        const { openRisks, scoreTenths } = c.row.original;
        const band = c.getValue();
        if (openRisks === null) return <Unknown word="Not kept" />;
        if (openRisks === 0 || band === null) return <span className="text-ink-3">None open</span>;
        return (
          <span className="inline-flex items-center gap-2">
            <BandMark band={band} word="name" {...(scoreTenths === null ? {} : { score: scoreTenths / 10 })} />
            <span className="text-ink-2">{openRisks.toLocaleString("en")}</span>
          </span>
        );
      },
      meta: { width: 112 },
    }),
    col.accessor("exposure", {
      header: "Reach",
      cell: ({ row: { original: a } }) => (a.exposure === "unknown" ? <Unknown /> : EXPOSURE_WORDS[a.exposure]),
      meta: { width: 148, from: "md" },
    }),
    col.accessor("env", {
      header: "Environment",
      cell: (c) => {
        const env = c.getValue();
        return env === null ? <Unknown /> : <span title={showText(env)}>{showText(env, 20)}</span>;
      },
      meta: { width: 116, from: "xl" },
    }),
    col.accessor("blast", {
      header: "Used by",
      cell: (c) => <span className="text-ink-2">{c.getValue()?.toLocaleString("en") ?? "–"}</span>,
      meta: { width: 76, align: "end", from: "md" },
    }),
    col.accessor("downstream", {
      header: "Downstream",
      cell: (c) => <span className="text-ink-2">{c.getValue()?.toLocaleString("en") ?? "–"}</span>,
      meta: { width: 100, align: "end" },
    }),
    col.accessor("sensitiveHops", {
      header: "To sensitive data",
      cell: (c) => {
        const hops = c.getValue();
        if (hops === null || hops === undefined) return <span className="text-ink-3">No known way</span>;
        return <span className="text-ink-2">{hops === 0 ? "Holds it" : `${hops} ${hops === 1 ? "hop" : "hops"}`}</span>;
      },
      meta: { width: 132 },
    }),
    col.accessor("owner", {
      header: "Owner",
      cell: (c) => {
        const owner = c.getValue();
        return <Avatar name={owner === null ? null : showText(owner, 60)} className="max-w-36" />;
      },
      meta: { width: 160, from: "lg" },
    }),
    col.accessor("lastSeenAt", {
      header: "Seen",
      cell: (c) => {
        const at = c.getValue();
        return at === null ? (
          <Hatch size={12} label="Not known" />
        ) : (
          <RelativeTime at={at} now={now} className="text-ink-3" />
        );
      },
      meta: { width: 92, from: "lg" },
    }),
  ];
}
