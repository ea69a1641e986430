import Link from "next/link";
import { Hatch } from "@/components/kit/hatch";
import { type BarSegment, StackedBar } from "@/components/kit/stacked-bar";
import { cn } from "@/components/ui/cn";
import { BANDS_WORST_FIRST, type Band } from "@/lib/domain/severity";
import { BAND_SEVERITY, type MarkWord, RisingBars } from "./severity-mark";

type BandMarkProps = {
  /** null: not scored yet. */
  band: Band | null;
  /** The score, in front of the mark, to one decimal. */
  score?: number;
  word?: MarkWord;
  className?: string;
};

/** Priority of a risk: the same bars as severity, since both say how bad. Not scored is hatched. */
export function BandMark({ band, score, word = "beside", className }: BandMarkProps) {
  const label = band ?? "Not scored";
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      {score !== undefined && <span className="font-semibold text-[14px]">{score.toFixed(1)}</span>}
      {band === null ? (
        <Hatch size={12} {...(word === "name" ? { label } : {})} />
      ) : (
        <RisingBars severity={BAND_SEVERITY[band]} label={label} word={word} />
      )}
      {word === "beside" && <span className={cn(band === null && "text-ink-3")}>{label}</span>}
    </span>
  );
}

export type BandCounts = Readonly<Record<Exclude<Band, "Info">, number>>;

/** The bands that are drawn in bars and counts; Info is counted in lists alone. */
const DRAWN = BANDS_WORST_FIRST.filter((b): b is Exclude<Band, "Info"> => b !== "Info");

const SEGMENT: Record<Exclude<Band, "Info">, string> = {
  Critical: "bg-critical",
  High: "bg-high",
  Medium: "bg-medium-tint border-[1.5px] border-medium",
  Low: "border-[1.5px] border-low",
};

/** `1 critical, 4 high, 7 medium, 19 low`. */
function bandCountWords(counts: BandCounts): string {
  return DRAWN.map((b) => `${counts[b]} ${b.toLowerCase()}`).join(", ");
}

type BandBarProps = {
  counts: BandCounts;
  max: number;
  height?: number;
  /** A BandTally beside it says the same. */
  decorative?: boolean;
};

/** Open risks by band as one bar on a scale shared by its neighbours. */
export function BandBar({ counts, max, height = 16, decorative = false }: BandBarProps) {
  const segments: BarSegment[] = DRAWN.map((b) => ({ id: b, label: b, value: counts[b], className: SEGMENT[b] }));
  return (
    <StackedBar segments={segments} max={max} height={height} label={decorative ? null : bandCountWords(counts)} />
  );
}

type BandTallyProps = {
  counts: BandCounts;
  /** The list behind one number; then each number is a link of at least 24 px. */
  hrefOf?: (band: Exclude<Band, "Info">) => string;
  className?: string;
};

/** The same counts in numerals, each with its mark. */
export function BandTally({ counts, hrefOf, className }: BandTallyProps) {
  return (
    <span className={cn("flex flex-wrap text-ink-2 text-meta", hrefOf ? "-my-1 -ml-1" : "gap-x-3", className)}>
      {DRAWN.map((b) => {
        const body = (
          <>
            <span className={cn(counts[b] === 0 && "opacity-50")}>
              <RisingBars severity={BAND_SEVERITY[b]} label={b} word="name" size={10} />
            </span>
            {counts[b]}
          </>
        );
        const classes = cn("inline-flex items-center gap-1", counts[b] === 0 && "text-ink-3");
        return hrefOf ? (
          <Link
            key={b}
            href={hrefOf(b)}
            className={cn(classes, "min-h-6 min-w-6 rounded-chip px-1 hover:bg-wash-2 sm:mr-1")}
          >
            {body}
          </Link>
        ) : (
          <span key={b} className={classes}>
            {body}
          </span>
        );
      })}
    </span>
  );
}
