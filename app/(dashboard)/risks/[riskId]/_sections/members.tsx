import { DataTable } from "@/components/kit/data-table";
import { Section } from "@/components/kit/section";
import { tableColumns } from "@/components/kit/table-columns";
import { AssetChip } from "@/components/posture/asset-chip";
import { BandMark } from "@/components/posture/band-mark";
import { showText } from "@/lib/domain/text";
import type { RiskDetail } from "@/lib/domain/views/risk-views";

type Member = RiskDetail["members"][number];
const col = tableColumns<Member>();

const COLUMNS = [
  col.accessor("asset", {
    header: "Asset",
    cell: (c) => <AssetChip name={c.getValue().name} kind={c.getValue().kind} href={`/inventory/${c.getValue().id}`} />,
  }),
  col.accessor("via", {
    header: "How it got there",
    cell: (c) => {
      const via = c.getValue();
      const words = c.row.original.root ? "The finding stands here" : via === null ? "By lineage" : showText(via);
      return (
        <span className="block truncate text-ink-2" title={words}>
          {words}
        </span>
      );
    },
    meta: { from: "md" },
  }),
  col.accessor("tau", {
    header: "Carried",
    cell: (c) => <span className="text-ink-2">{c.getValue().toFixed(2)}</span>,
    meta: { width: 84, align: "end", from: "sm" },
  }),
  col.accessor("scoreTenths", {
    header: "Score",
    cell: (c) => <BandMark band={c.row.original.band} score={c.getValue() / 10} word="name" />,
    meta: { width: 96 },
  }),
];

/** Everything that carries the same risk, the place it comes from first. */
export function RiskMembers({ members }: { members: RiskDetail["members"] }) {
  if (members.length < 2) return null;
  const inherited = members.filter((m) => !m.root).length;
  return (
    <Section
      title="Where else it stands"
      note={`${inherited.toLocaleString("en")} inherit it; fixing the first fixes them`}
    >
      <DataTable
        label="Assets that carry this risk"
        columns={COLUMNS}
        rows={members}
        rowId={(m) => String(m.asset.id)}
        rowHeight={32}
        rowHref={(m) => `/inventory/${m.asset.id}`}
        headTop={null}
      />
    </Section>
  );
}
