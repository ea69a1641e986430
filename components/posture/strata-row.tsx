import Link from "next/link";
import type { ReactNode } from "react";
import { CoverageBar } from "@/components/kit/coverage-bar";
import { Hatch } from "@/components/kit/hatch";
import type { SeriesPoint } from "@/components/kit/series";
import { Sparkline } from "@/components/kit/sparkline";
import { cn } from "@/components/ui/cn";
import { FAULT_LINE_LABEL, type FaultLine, STRATA } from "@/lib/domain/fault-line";
import type { Band } from "@/lib/domain/severity";
import { BandBar, type BandCounts, BandTally } from "./band-mark";
import { FaultLineMark } from "./fault-line-mark";
import { Lithology } from "./lithology";

export type Stratum = {
  faultLine: FaultLine;
  /** "412 assets · 61 MCP". */
  assets: string;
  /** null: this stratum was not evaluated. */
  counts: BandCounts | null;
  /** 0 to 100 over 90 days, oldest first; null where it was not measured. */
  posture: readonly SeriesPoint[];
  /** Posture now, to one decimal; null not known. */
  now: number | null;
  delta: string | null;
  /** Share that was looked at, 0 to 1; null nothing is known. */
  observed: number | null;
  /** The reason for the gap. */
  observedNote: string;
  hrefs: { risks: string; inventory: string; sources: string };
  /** The list behind one number; without it the whole cell leads to `hrefs.risks`. */
  bandHref?: (band: Exclude<Band, "Info">) => string;
};

/** A critical path: at which place in its order it crosses each stratum, from 1. */
export type StrataPath = { id: string; label: string; href: string; order: Partial<Record<FaultLine, number>> };

type StrataRowProps = {
  stratum: Stratum;
  /** Most open risks of any stratum: the end of the common scale. */
  max: number;
  paths: readonly StrataPath[];
};

const CELL = "flex min-h-16 min-w-0 items-center border-hair border-b pr-6 max-sm:min-h-0 max-sm:border-0 max-sm:pr-2";

function PathCells({ paths, faultLine }: { paths: readonly StrataPath[]; faultLine: FaultLine }) {
  const row = STRATA.indexOf(faultLine);
  return (
    <div className="flex border-hair border-b max-lg:hidden">
      {paths.map((path) => {
        const rows = STRATA.flatMap((s, i) => (path.order[s] === undefined ? [] : [i]));
        const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
        const place = path.order[faultLine];
        return (
          <svg key={path.id} width="56" height="64" viewBox="0 0 56 64" aria-hidden className="shrink-0">
            {row >= top && row <= bottom && top !== bottom && (
              <path
                d={`M28 ${row === top ? 32 : 0}V${row === bottom ? 32 : 65}`}
                strokeWidth="1.5"
                className="stroke-ink"
              />
            )}
            {place !== undefined && (
              <>
                <circle cx="28" cy="32" r="6.5" strokeWidth="1.25" className="fill-page stroke-ink" />
                <text x="28" y="36" textAnchor="middle" className="fill-ink font-semibold text-[10px]">
                  {place}
                </text>
              </>
            )}
          </svg>
        );
      })}
    </div>
  );
}

function Open({ stratum, max }: { stratum: Stratum; max: number }) {
  if (stratum.counts === null) {
    return (
      <span className="flex items-center gap-1.5 text-ink-3">
        <Hatch size={12} /> Not evaluated
      </span>
    );
  }
  return (
    <span className="flex w-full flex-col gap-1.5">
      <BandBar counts={stratum.counts} max={max} decorative />
      <BandTally counts={stratum.counts} {...(stratum.bandHref ? { hrefOf: stratum.bandHref } : {})} />
    </span>
  );
}

/** One door for the whole cell, or one for each number in it: links do not nest. */
function OpenCell({ stratum, max }: { stratum: Stratum; max: number }) {
  const classes = cn(CELL, "max-sm:order-last max-sm:pb-3 max-sm:pl-3");
  const body = (
    <>
      <span className="sr-only">Open risks of {FAULT_LINE_LABEL[stratum.faultLine]}:</span>
      <Open stratum={stratum} max={max} />
    </>
  );
  if (stratum.bandHref && stratum.counts !== null) return <div className={classes}>{body}</div>;
  return (
    <Link href={stratum.hrefs.risks} className={cn(classes, "hover:bg-wash")}>
      {body}
    </Link>
  );
}

/** One stratum: rock, name, open risks on the common scale, posture over 90 days, paths, what was observed, posture. */
function StrataRow({ stratum, max, paths }: StrataRowProps) {
  const { faultLine, hrefs } = stratum;
  const name = FAULT_LINE_LABEL[faultLine];
  const percent = stratum.observed === null ? null : Math.floor(stratum.observed * 100);
  return (
    <li className="contents max-sm:grid max-sm:grid-cols-[20px_minmax(0,1fr)_84px] max-sm:border-hair max-sm:border-b">
      <div className="relative border-page border-b max-sm:row-span-2">
        <Lithology faultLine={faultLine} className="absolute inset-0" />
      </div>
      <Link href={hrefs.inventory} className={cn(CELL, "pl-3 hover:bg-wash max-sm:pt-3 max-sm:pb-1.5")}>
        <span className="min-w-0">
          <FaultLineMark faultLine={faultLine} className="font-medium" />
          <span className="block truncate pl-5 text-ink-3 text-meta">{stratum.assets}</span>
        </span>
      </Link>
      <OpenCell stratum={stratum} max={max} />
      <div className={cn(CELL, "max-lg:hidden")}>
        <Sparkline
          name={`Posture of ${name}`}
          points={stratum.posture}
          min={0}
          max={100}
          format={(n) => n.toFixed(0)}
        />
      </div>
      <PathCells paths={paths} faultLine={faultLine} />
      <Link href={hrefs.sources} className={cn(CELL, "hover:bg-wash max-md:hidden")}>
        <span className="flex w-full flex-col gap-1.5">
          <span className="flex items-center gap-2">
            <CoverageBar
              parts={stratum.observed === null ? null : { parsed: stratum.observed, unknown: 1 - stratum.observed }}
              label={percent === null ? `Coverage of ${name} is not known` : `${percent}% of ${name} observed`}
            />
            <span className="w-8 shrink-0 text-right font-medium">{percent === null ? "–" : `${percent}%`}</span>
          </span>
          <span className="truncate text-ink-3 text-meta">{stratum.observedNote}</span>
        </span>
      </Link>
      <div className={cn(CELL, "justify-end pr-0 text-right max-sm:row-span-2")}>
        <span>
          <span className="block text-magnitude-sm">
            {stratum.now === null ? <Hatch label="Posture not known" /> : stratum.now.toFixed(1)}
          </span>
          {stratum.delta !== null && (
            <span className="block whitespace-nowrap text-ink-2 text-meta max-sm:whitespace-normal">
              {stratum.delta}
            </span>
          )}
        </span>
      </div>
    </li>
  );
}

function Head({ children, className }: { children?: ReactNode; className?: string }) {
  return (
    <div className={cn("caps flex min-h-8 items-center border-hair border-b pr-6 max-sm:hidden", className)}>
      {children}
    </div>
  );
}

/** The four strata, surface to bedrock, as one core sample. */
export function Strata({ strata, paths }: { strata: readonly Stratum[]; paths: readonly StrataPath[] }) {
  const totals = strata.map((s) => (s.counts === null ? 0 : Object.values(s.counts).reduce((a, b) => a + b, 0)));
  const max = Math.max(1, ...totals);
  const ordered = STRATA.flatMap((f) => strata.filter((s) => s.faultLine === f));
  return (
    <div
      className="sm:grid sm:grid-cols-[28px_180px_minmax(0,1fr)_124px] md:grid-cols-[28px_180px_minmax(0,1fr)_150px_124px] lg:grid-cols-(--strata-columns)"
      style={{
        ["--strata-columns" as string]: `28px 222px minmax(0,1fr) 184px ${Math.max(1, paths.length) * 56 + 24}px 190px 124px`,
      }}
    >
      <Head />
      <Head className="pl-3">Surface to bedrock</Head>
      <Head>Open risks, common scale</Head>
      <Head className="max-lg:hidden">Posture, 90 days</Head>
      <Head className="pr-0 max-lg:hidden">
        {paths.map((p) => (
          <Link
            key={p.id}
            href={p.href}
            className="flex h-6 w-14 items-center justify-center whitespace-nowrap hover:text-ink"
          >
            {p.label}
          </Link>
        ))}
      </Head>
      <Head className="max-md:hidden">Observed</Head>
      <Head className="justify-end pr-0">Posture</Head>
      <ul className="contents" aria-label="Four strata, surface to bedrock">
        {ordered.map((s) => (
          <StrataRow key={s.faultLine} stratum={s} max={max} paths={paths} />
        ))}
      </ul>
    </div>
  );
}
