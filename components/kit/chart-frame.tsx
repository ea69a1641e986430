"use client";

import { ChartLine, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Hatch } from "./hatch";

type ChartFrameProps = {
  title: string;
  /** What the picture says, in a sentence. */
  summary: string;
  legend?: { fill: "ink" | "grey" | "hatch"; text: string }[];
  /** The twin: the same numbers as a table. null is drawn as not measured. */
  columns: string[];
  rows: (string | null)[][];
  children: ReactNode;
};

/** Head, picture or table twin, and the sentence under both. */
export function ChartFrame({ title, summary, legend = [], columns, rows, children }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="min-w-0" aria-label={title}>
      <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 py-1">
        <h2 className="font-semibold text-body">{title}</h2>
        <ul className="ml-auto flex flex-wrap gap-x-3 text-ink-2 text-meta">
          {legend.map((item) => (
            <li key={item.text} className="flex items-center gap-1.5">
              {item.fill === "hatch" ? (
                <Hatch size={12} className="h-2! w-3!" />
              ) : (
                <i aria-hidden className={cn("h-2 w-3 rounded-[1px]", item.fill === "ink" ? "bg-ink" : "bg-ink-28")} />
              )}
              {item.text}
            </li>
          ))}
        </ul>
        <Button
          variant="quiet"
          size="icon-sm"
          className="no-print"
          aria-label={asTable ? "View as chart" : "View as table"}
          title={asTable ? "View as chart" : "View as table"}
          onClick={() => setAsTable((on) => !on)}
        >
          {asTable ? <ChartLine aria-hidden /> : <Table2 aria-hidden />}
        </Button>
      </div>
      {asTable ? (
        <TwinTable title={title} columns={columns} rows={rows} />
      ) : (
        <div className="min-h-[1px]">{children}</div>
      )}
      <figcaption className="mt-2 text-ink-3 text-meta">{summary}</figcaption>
    </figure>
  );
}

function TwinTable({ title, columns, rows }: { title: string; columns: string[]; rows: (string | null)[][] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys
    <section tabIndex={0} aria-label={`${title}, as a table`} className="max-h-72 overflow-y-auto">
      <table className="w-full border-collapse text-left">
        <thead>
          <tr>
            {columns.map((c, i) => (
              <th key={c} scope="col" className={cn("caps h-8 border-hair border-b", i > 0 && "text-right")}>
                {c}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]} className="h-8">
              {row.map((value, i) => (
                <td key={columns[i]} className={cn("border-hair border-b", i > 0 && "text-right")}>
                  {value ?? (
                    <span className="inline-flex items-center gap-1.5 text-ink-3">
                      <Hatch size={12} /> not measured
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
