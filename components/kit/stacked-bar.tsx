import { cn } from "@/components/ui/cn";
import { barWidths } from "./scale";

export type BarSegment = { id: string; label: string; value: number; className: string };

type StackedBarProps = {
  segments: readonly BarSegment[];
  /** End of the scale that all bars of this list share. */
  max: number;
  /** null where words beside the bar say the same. */
  label: string | null;
  height?: number;
  className?: string;
};

/** Parts in a fixed order on a common scale; a part above zero is always seen. */
export function StackedBar({ segments, max, label, height = 16, className }: StackedBarProps) {
  const widths = barWidths(
    segments.map((s) => s.value),
    max,
    1,
  );
  return (
    <div
      {...(label === null ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
      className={cn("flex w-full gap-px", className)}
      style={{ height }}
    >
      {segments.map((s, i) =>
        s.value > 0 ? (
          <i
            key={s.id}
            title={`${s.label} ${s.value}`}
            className={cn("block h-full min-w-1 shrink-0", s.className)}
            style={{ width: `calc(${widths[i] ?? 0}% - 1px)` }}
          />
        ) : null,
      )}
    </div>
  );
}
