import { Hatch } from "@/components/kit/hatch";
import { RelativeTime } from "@/components/kit/relative-time";
import type { Instant } from "@/components/kit/time-words";
import { cn } from "@/components/ui/cn";
import type { AssetKind } from "@/lib/domain/asset";
import type { EvidenceClass } from "@/lib/domain/relation";
import type { Band } from "@/lib/domain/severity";
import { showText } from "@/lib/domain/text";
import { AssetChip } from "./asset-chip";
import { BandMark } from "./band-mark";
import { EvidenceClassMark } from "./evidence-class-mark";

type LineageEnd = { name: string; kind: AssetKind; href?: string; family?: boolean };

export type LineageRow = {
  id: string;
  direction: "upstream" | "downstream";
  depth: number;
  from: LineageEnd;
  /** The relation in words: "trained on". */
  relation: string;
  to: LineageEnd;
  evidenceClass: EvidenceClass;
  /** Where it says so: file and pointer, API and field. null when no place is kept. */
  pointer: string | null;
  pointerHref?: string;
  seenAt: Instant | null;
  /** Worst open risk of the far end: null none open; undefined not evaluated. */
  worst: Band | null | undefined;
  /** Touches the selection's story. */
  selected?: boolean;
};

export type LineageTableProps = {
  label: string;
  rows: readonly LineageRow[];
  now: Instant;
  /** What is shown, out of what, and what is left out. */
  caption: string;
};

const HEADS: { word: string; className: string }[] = [
  { word: "Asset", className: "w-[18%]" },
  { word: "Relation", className: "w-[112px]" },
  { word: "To", className: "w-[18%]" },
  { word: "Evidence", className: "w-[112px]" },
  { word: "Where it says so", className: "max-lg:hidden" },
  { word: "Seen", className: "w-[92px] max-md:hidden" },
  { word: "Worst risk", className: "w-[104px]" },
  { word: "Hops", className: "w-[104px] text-right" },
];

function Worst({ band }: { band: LineageRow["worst"] }) {
  if (band === undefined) {
    return (
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-3">
        <Hatch size={12} /> Not evaluated
      </span>
    );
  }
  return band === null ? <span className="text-ink-3">None open</span> : <BandMark band={band} />;
}

function Row({ row, now, timed }: { row: LineageRow; now: Instant; timed: boolean }) {
  const cell = "border-hair border-b px-3 first:pl-4";
  const pointer = row.pointer === null ? null : showText(row.pointer);
  return (
    <tr className={cn("h-9", row.selected && "bg-wash")}>
      <td className={cn(cell, "max-w-0", row.selected && "shadow-[inset_2px_0_0_var(--ink)]")}>
        <AssetChip {...row.from} />
      </td>
      <td className={cn(cell, "whitespace-nowrap text-ink-2")}>{row.relation}</td>
      <td className={cn(cell, "max-w-0")}>
        <AssetChip {...row.to} />
      </td>
      <td className={cell}>
        <EvidenceClassMark evidenceClass={row.evidenceClass} />
      </td>
      <td className={cn(cell, "max-w-0 truncate text-ink-2 max-lg:hidden")} title={pointer ?? undefined}>
        {pointer === null ? (
          <span className="inline-flex items-center gap-1.5 text-ink-3">
            <Hatch size={12} /> no place kept
          </span>
        ) : row.pointerHref === undefined ? (
          pointer
        ) : (
          <a href={row.pointerHref} className="hover:underline">
            {pointer}
          </a>
        )}
      </td>
      {timed && (
        <td className={cn(cell, "whitespace-nowrap text-ink-3 max-md:hidden")}>
          {row.seenAt === null ? <Hatch size={12} label="Not known" /> : <RelativeTime at={row.seenAt} now={now} />}
        </td>
      )}
      <td className={cell}>
        <Worst band={row.worst} />
      </td>
      <td className={cn(cell, "whitespace-nowrap text-right text-ink-2")}>
        {row.depth} {row.direction === "upstream" ? "up" : "down"}
      </td>
    </tr>
  );
}

/** The graph's twin: one row an edge, with the pointer that proves it. */
export function LineageTable({ label, rows, now, caption }: LineageTableProps) {
  // A column of nothing but "not known" would only take room from the rest.
  const timed = rows.some((row) => row.seenAt !== null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys
    <section tabIndex={0} aria-label={label} className="overflow-x-auto">
      <table className="w-full min-w-[720px] border-collapse text-left" aria-label={label}>
        <thead>
          <tr>
            {HEADS.filter((h) => timed || h.word !== "Seen").map((h) => (
              <th
                key={h.word}
                scope="col"
                className={cn("caps h-8 whitespace-nowrap border-hair border-b px-3 first:pl-4", h.className)}
              >
                {h.word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} now={now} timed={timed} />
          ))}
        </tbody>
      </table>
      <p className="px-4 py-3 text-ink-3 text-meta">{caption}</p>
    </section>
  );
}
