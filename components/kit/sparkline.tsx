import { HatchPattern, usePatternId } from "./hatch";
import { gapsOf, linePath, lineSummary, type SeriesPoint } from "./series";

type SparklineProps = {
  name: string;
  points: readonly SeriesPoint[];
  /** Ends of the scale; bars and lines of one list share them. */
  min: number;
  max: number;
  format?: (n: number) => string;
  width?: number;
  height?: number;
};

/** A small straight line: hatched where nothing was measured, its last value written at its end. */
export function Sparkline({ name, points, min, max, format = String, width = 120, height = 36 }: SparklineProps) {
  const id = usePatternId();
  const values = points.map((p) => p.value);
  const step = points.length > 1 ? width / (points.length - 1) : 0;
  const lastIndex = values.findLastIndex((v) => v !== null);
  const last = values[lastIndex];
  const y = (v: number) => 3 + (height - 6) * (1 - (v - min) / (max - min || 1));
  return (
    <svg
      width={width + 30}
      height={height}
      viewBox={`0 0 ${width + 30} ${height}`}
      role="img"
      aria-label={lineSummary(name, points, format)}
      className="shrink-0 overflow-visible"
    >
      <HatchPattern id={id} />
      <path d={`M0 ${height - 0.5}H${width}`} className="stroke-hair" />
      {gapsOf(values).map((g) => {
        // A gap reaches from the last measured point to the next one.
        const from = Math.max(0, g.from - 1) * step;
        const to = Math.min(points.length - 1, g.to + 1) * step;
        return <rect key={g.from} x={from} y={2} width={to - from} height={height - 3} fill={`url(#${id})`} />;
      })}
      <g transform="translate(0 3)">
        <path
          d={linePath(values, { width, height: height - 6, min, max })}
          fill="none"
          className="stroke-ink"
          strokeWidth="1.4"
          strokeLinejoin="round"
        />
      </g>
      {typeof last === "number" && (
        <>
          <circle cx={lastIndex * step} cy={y(last)} r="2.4" className="fill-ink" />
          <text x={lastIndex * step + 6} y={y(last) + 4} className="fill-ink-2 text-[11px]">
            {format(last)}
          </text>
        </>
      )}
    </svg>
  );
}
