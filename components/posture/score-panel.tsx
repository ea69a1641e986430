import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import type { Band } from "@/lib/domain/severity";
import { BandMark } from "./band-mark";

export type ScoreRow = {
  /** "×" before every factor but the first. */
  operator: string;
  /** As it is multiplied: "0.925". */
  value: string;
  name: string;
  /** Where the value comes from: a rule, two records, tags. */
  source?: ReactNode;
  sentence: string;
  /** 0 to 1; null when the factor is not known and its default stands: hatched. */
  bar: number | null;
};

export type ScoreLower = { action: string; score: number; band: Band; note?: string };

export type ScorePanelProps = {
  rows: readonly ScoreRow[];
  result: number;
  band: Band;
  /** The floor, if one exists, and whether it was needed. */
  floor?: string | undefined;
  /** What would lower it, best first. */
  lowers?: readonly ScoreLower[];
  /** One line a factor, no bars: for the peek panel. */
  compact?: boolean;
};

function Row({ row, compact }: { row: ScoreRow; compact: boolean }) {
  return (
    <li
      className={cn("grid grid-cols-[14px_46px_minmax(0,1fr)] gap-x-2", compact ? "py-1" : "border-hair border-t py-2")}
    >
      <span className="text-center text-ink-3">{row.operator}</span>
      <span className="pr-1 text-right font-semibold">{row.value}</span>
      {compact ? (
        <span className="min-w-0">
          <span className="font-medium">{row.name}.</span> <span className="text-ink-2">{row.sentence}</span>
        </span>
      ) : (
        <span className="min-w-0">
          <span className="flex items-baseline gap-2">
            <span className="font-medium">{row.name}</span>
            {row.source !== undefined && <span className="ml-auto text-ink-3 text-meta">{row.source}</span>}
          </span>
          <span className="block text-ink-2">{row.sentence}</span>
          <span aria-hidden className="mt-[5px] hidden h-[3px] rounded-[1px] bg-hair @min-[260px]:block">
            {row.bar === null ? (
              <i className="hatch block h-[3px]" />
            ) : (
              <i
                className="block h-[3px] rounded-[1px] bg-ink"
                style={{ width: `${Math.min(1, Math.max(0, row.bar)) * 100}%` }}
              />
            )}
          </span>
        </span>
      )}
    </li>
  );
}

/** The multiplication as a column of factors that ends in its product, the floor, and what would lower it. */
export function ScorePanel({ rows, result, band, floor, lowers = [], compact = false }: ScorePanelProps) {
  return (
    <div className="@container">
      <ol aria-label="Factors of the score">
        {rows.map((row) => (
          <Row key={row.name} row={row} compact={compact} />
        ))}
      </ol>
      <p className="flex items-baseline gap-3 border-ink border-t pt-3 pb-1">
        <span className="w-[14px] text-center text-ink-3">=</span>
        <span className={compact ? "text-magnitude-sm" : "text-magnitude"}>{result.toFixed(1)}</span>
        <BandMark band={band} />
      </p>
      {floor !== undefined && <p className="pl-[22px] text-ink-3 text-meta">{floor}</p>}
      {lowers.length > 0 && (
        <div className="mt-4 border-hair border-t">
          <h3 className="flex min-h-10 items-center font-semibold">What would lower it</h3>
          <table className="w-full border-collapse">
            <thead className="sr-only">
              <tr>
                <th scope="col">Action</th>
                <th scope="col">New score</th>
                <th scope="col">New band</th>
                <th scope="col">Also</th>
              </tr>
            </thead>
            <tbody>
              {lowers.map((l) => (
                <tr key={l.action} className="h-6 align-baseline">
                  <td className="py-0.5">{l.action}</td>
                  <td className="px-3 text-right font-medium">{l.score.toFixed(1)}</td>
                  <td className="text-ink-2">{l.band}</td>
                  <td className="pl-3 text-ink-2">{l.note}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
