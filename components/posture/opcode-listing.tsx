"use client";

import { type KeyboardEvent, useEffect, useRef } from "react";
import { cn } from "@/components/ui/cn";
import type { OpcodeLine } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { hexOffset } from "./hex-rows";

type OpcodeListingProps = {
  lines: readonly OpcodeLine[];
  hits: ReadonlySet<number>;
  operands: ReadonlySet<number>;
  chosen: number | null;
  onChoose: (offset: number) => void;
};

/** Offset, opcode, argument. A grid of rows: arrows move, and what is chosen moves stack and bytes with it. */
export function OpcodeListing({ lines, hits, operands, chosen, onChoose }: OpcodeListingProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Inside the listing alone: the page must not move under the reader.
    const frame = box.current;
    const row = chosen === null ? null : frame?.querySelector<HTMLElement>(`tr[data-offset="${chosen}"]`);
    if (!row || !frame) return;
    const top = row.offsetTop;
    if (top < frame.scrollTop) frame.scrollTop = top;
    else if (top + row.offsetHeight > frame.scrollTop + frame.clientHeight) {
      frame.scrollTop = top + row.offsetHeight - frame.clientHeight;
    }
  }, [chosen]);

  const move = (event: KeyboardEvent, index: number) => {
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: lines.length - 1 }[event.key];
    const line = to === undefined ? undefined : lines[to];
    if (!line) return;
    event.preventDefault();
    onChoose(line.offset);
    box.current?.querySelectorAll<HTMLElement>("tr[data-offset]")[to ?? 0]?.focus({ preventScroll: true });
  };
  return (
    <div ref={box} className="relative max-h-[504px] min-w-0 overflow-y-auto py-1">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen by arrows is a grid */}
      <table role="grid" aria-label="Opcodes with their offsets" className="mono w-full border-collapse">
        <thead className="sr-only">
          <tr>
            <th scope="col">Offset</th>
            <th scope="col">Opcode</th>
            <th scope="col">Argument</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, i) => {
            const hit = hits.has(line.offset);
            const here = line.offset === chosen;
            const argument = showText(line.argument, 400);
            return (
              <tr
                key={line.offset}
                data-offset={line.offset}
                aria-selected={here}
                tabIndex={here || (chosen === null && i === 0) ? 0 : -1}
                onClick={() => onChoose(line.offset)}
                onKeyDown={(e) => move(e, i)}
                className={cn(
                  "h-6 cursor-pointer whitespace-nowrap hover:bg-wash focus-visible:-outline-offset-2",
                  operands.has(line.offset) && "bg-wash",
                  here && "bg-wash-2",
                  hit && "bg-critical-tint font-medium hover:bg-critical-tint",
                )}
              >
                <td
                  className={cn(
                    "w-[68px] pl-3 text-ink-3",
                    here && "text-ink underline decoration-2 underline-offset-4",
                    operands.has(line.offset) && "shadow-[inset_3px_0_0_var(--mark-edge)]",
                    hit && "text-ink-2 shadow-[inset_3px_0_0_var(--critical)]",
                  )}
                >
                  {hexOffset(line.offset)}
                </td>
                <td className="w-[112px] px-2">
                  {line.opcode}
                  {hit && <span className="sr-only"> (found here)</span>}
                </td>
                <td className={cn("max-w-0 truncate pr-2", !hit && "text-ink-2")} title={argument}>
                  {argument}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
