import Link from "next/link";
import type { ScoreLower, ScoreRow } from "@/components/posture/score-panel";
import { showText } from "@/lib/domain/text";
import type { RiskDetail } from "@/lib/domain/views/risk-views";

type FactorView = RiskDetail["factors"][number];

function Source({ source }: { source: FactorView["source"] }) {
  if (source === null) return "assumed";
  const label = <span title={showText(source.label)}>{showText(source.label, 32)}</span>;
  // Only our own pages: an address from data never becomes a link.
  if (source.href === null || !source.href.startsWith("/") || source.href.startsWith("//")) return label;
  return (
    <Link href={source.href} className="link">
      {label}
    </Link>
  );
}

/** The factors as the panel multiplies them. A factor that was assumed has a hatched bar. */
export function scoreRows(factors: readonly FactorView[]): ScoreRow[] {
  return factors.map((f, i) => {
    const share = Number.parseFloat(f.value);
    return {
      operator: i === 0 ? "" : "×",
      value: f.value,
      name: f.name,
      source: <Source source={f.source} />,
      sentence: showText(f.sentence),
      bar: f.source === null || Number.isNaN(share) ? null : share,
    };
  });
}

/** What would lower it, best first. */
export function scoreLowers(lowers: RiskDetail["lowers"]): ScoreLower[] {
  return lowers.map((l) => ({ action: showText(l.change), score: l.scoreTenths / 10, band: l.band }));
}
