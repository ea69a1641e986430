import { cn } from "@/components/ui/cn";
import { Hatch } from "./hatch";

type CoverageParts = { parsed: number; opaque?: number; unknown: number };

type CoverageBarProps = {
  /** null: nothing is known about this one, and the whole bar is hatched. */
  parts: CoverageParts | null;
  /** What the bar says, for those who do not see it. */
  label: string;
  height?: 8 | 16;
  className?: string;
};

/** Ink parsed, grey claimed but opaque, hatch not looked at. The edge is always drawn. */
export function CoverageBar({ parts, label, height = 8, className }: CoverageBarProps) {
  const total = parts ? parts.parsed + (parts.opaque ?? 0) + parts.unknown : 0;
  const percent = (n: number) => `${total > 0 ? (n / total) * 100 : 0}%`;
  return (
    <div
      role="img"
      aria-label={label}
      className={cn("hatch flex w-full overflow-hidden rounded-mark border border-mark-edge bg-page", className)}
      style={{ height }}
    >
      {parts && total > 0 && (
        <>
          <i
            className="block h-full shrink-0 bg-ink"
            style={{ width: percent(parts.parsed), minWidth: parts.parsed > 0 ? 6 : 0 }}
          />
          <i className="block h-full min-w-0 bg-ink-28" style={{ width: percent(parts.opaque ?? 0) }} />
          {parts.unknown > 0 && (
            // At least two pixels: "almost everything" must not look like everything.
            <i className="block h-full min-w-0.5 flex-1 border-mark-edge border-l" />
          )}
        </>
      )}
    </div>
  );
}

/** The words of the bar's three fills, with their amounts. */
export function CoverageKey({ items }: { items: { fill: "parsed" | "opaque" | "unknown"; text: string }[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-2 text-meta">
      {items.map((item) => (
        <li key={item.fill} className="flex items-center gap-1.5">
          {item.fill === "unknown" ? (
            <Hatch size={12} className="h-2! w-3!" />
          ) : (
            <i
              aria-hidden
              className={cn("block h-2 w-3 rounded-[1px]", item.fill === "parsed" ? "bg-ink" : "bg-ink-28")}
            />
          )}
          {item.text}
        </li>
      ))}
    </ul>
  );
}
