import { MarkSvg } from "@/components/kit/mark-svg";
import { cn } from "@/components/ui/cn";
import type { Band, Severity } from "@/lib/domain/severity";

export const SEVERITY_LABEL: Record<Severity, string> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  info: "Info",
};

const BARS: Record<Severity, number> = { critical: 4, high: 3, medium: 2, low: 1, info: 0 };
const FILL: Record<Severity, string> = {
  critical: "fill-critical",
  high: "fill-high",
  medium: "fill-medium",
  low: "fill-low",
  info: "stroke-info",
};

/** Where the word stands: beside the mark, only in its accessible name, or already somewhere next to it. */
export type MarkWord = "beside" | "name" | "none";

type BarsProps = { severity: Severity; label: string; word: MarkWord; size?: 10 | 12; className?: string };

/** Four rising bars, filled from the left; info is a ring. Shared by severity and band. */
export function RisingBars({ severity, label, word, size = 12, className }: BarsProps) {
  const filled = BARS[severity];
  return (
    <MarkSvg
      width={size * 1.25}
      height={size}
      viewBox="0 0 15 12"
      className={className}
      label={word === "name" ? label : undefined}
    >
      {severity === "info" ? (
        <circle cx="7.5" cy="7.5" r="2.75" fill="none" strokeWidth="1.5" className={FILL.info} />
      ) : (
        [0, 1, 2, 3].map((i) =>
          i < filled ? (
            <rect key={i} x={i * 4} y={9 - i * 3} width="3" height={3 + i * 3} className={FILL[severity]} />
          ) : (
            <rect
              key={i}
              x={i * 4 + 0.5}
              y={9.5 - i * 3}
              width="2"
              height={2 + i * 3}
              fill="none"
              className="stroke-rule"
            />
          ),
        )
      )}
    </MarkSvg>
  );
}

type SeverityMarkProps = { severity: Severity; word?: MarkWord; className?: string };

/** Technical impact of a rule or finding. The text stays ink. */
export function SeverityMark({ severity, word = "beside", className }: SeverityMarkProps) {
  const label = SEVERITY_LABEL[severity];
  const bars = <RisingBars severity={severity} label={label} word={word} />;
  if (word !== "beside") return bars;
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      {bars}
      {label}
    </span>
  );
}

export const BAND_SEVERITY: Record<Band, Severity> = {
  Critical: "critical",
  High: "high",
  Medium: "medium",
  Low: "low",
  Info: "info",
};
