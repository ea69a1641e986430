import { MarkSvg } from "@/components/kit/mark-svg";
import { FAULT_LINE_LABEL, type FaultLine, STRATA } from "@/lib/domain/fault-line";

const FILL: Record<FaultLine, string> = {
  plugin: "fill-plugin",
  model: "fill-model",
  data: "fill-data",
  infrastructure: "fill-infra",
};

/** `Model, then Infrastructure, then Data`: neighbours of one stratum are said once. */
export function traceWords(strata: readonly FaultLine[]): string {
  const turns = strata.filter((s, i) => s !== strata[i - 1]);
  return turns.map((s) => FAULT_LINE_LABEL[s]).join(", then ");
}

/** Stepped line through the hops: level, then down or up half way to the next. `xs` and `ys` in px. */
export function steppedPath(xs: readonly number[], ys: readonly number[]): string {
  return xs
    .map((x, i) => {
      const y = ys[i] ?? 0;
      if (i === 0) return `M${x} ${y}`;
      const mid = ((xs[i - 1] ?? 0) + x) / 2;
      return `H${mid.toFixed(1)}V${y}H${x}`;
    })
    .join("");
}

type TraceProps = {
  /** The stratum of each hop in attack order; one hop is a finding that stays where it is. */
  strata: readonly FaultLine[];
  /** Who says the same in words beside it may leave the name out. */
  decorative?: boolean;
};

/** 64 by 24: four hairlines, one a stratum, a stepped line through the hops, a square where it ends. */
export function Trace({ strata, decorative = false }: TraceProps) {
  const y = (s: FaultLine) => 3 + STRATA.indexOf(s) * 6;
  const xs = strata.map((_, i) => (strata.length > 1 ? 4 + (i * 56) / (strata.length - 1) : 4));
  const ys = strata.map(y);
  return (
    <MarkSvg
      width="64"
      height="24"
      viewBox="0 0 64 24"
      label={decorative ? undefined : `Crosses ${traceWords(strata)}`}
    >
      {STRATA.map((s) => (
        <path key={s} d={`M0 ${y(s)}H64`} className="stroke-hair" />
      ))}
      {strata.length > 1 && <path d={steppedPath(xs, ys)} fill="none" strokeWidth="1.2" className="stroke-ink-2" />}
      {strata.map((s, i) => {
        const [x, top] = [xs[i] ?? 0, y(s)];
        return i === strata.length - 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a hop is its place
          <rect key={i} x={x - 2.75} y={top - 2.75} width="5.5" height="5.5" className={FILL[s]} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a hop is its place
          <circle key={i} cx={x} cy={top} r="2.6" className={FILL[s]} />
        );
      })}
    </MarkSvg>
  );
}
