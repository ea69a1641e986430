import { Fragment } from "react";
import { cn } from "@/components/ui/cn";
import { type ByteLook, type HexMark, hexRows } from "./hex-rows";

const LOOK: Record<Exclude<ByteLook, null>, string> = {
  hit: "bg-critical-tint font-medium shadow-[inset_0_-1.5px_0_var(--critical)]",
  both: "bg-critical-tint font-medium shadow-[inset_0_-2px_0_var(--ink)]",
  chosen: "bg-wash-2 shadow-[inset_0_-2px_0_var(--ink)]",
};

function Run({ look, text }: { look: ByteLook; text: string }) {
  return look === null ? text : <mark className={cn("text-ink", LOOK[look])}>{text}</mark>;
}

export type HexWindowProps = { start: number; hex: string; marks: readonly HexMark[]; chosen: HexMark | null };

/** The stored bytes around a hit, sixteen a row, with the same bytes marked in hex and in text. */
export function HexWindow({ start, hex, marks, chosen }: HexWindowProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys
    <section tabIndex={0} aria-label="Bytes" className="overflow-x-auto px-3 py-2 focus-visible:-outline-offset-2">
      <pre className="mono text-[11.5px] leading-[18px]">
        {hexRows(start, hex, marks, chosen).map((row) => (
          <Fragment key={row.address}>
            <span className="text-ink-3">{row.address}</span>
            {"  "}
            {"   ".repeat(row.lead)}
            {row.runs.map((run, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a run is its place
              <Fragment key={i}>
                <Run look={run.look} text={run.hex} />{" "}
              </Fragment>
            ))}
            {"   ".repeat(row.rest)}{" "}
            <span className="text-ink-2">
              {" ".repeat(row.lead)}
              {row.runs.map((run, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a run is its place
                <Run key={i} look={run.look} text={run.text} />
              ))}
            </span>
            {"\n"}
          </Fragment>
        ))}
      </pre>
    </section>
  );
}
