import type { Band } from "@/lib/domain/severity";
import { Exact, HUNDRED } from "./exact";

const EDGES: readonly (readonly [Exact, Band])[] = [
  [Exact.of("80"), "Critical"],
  [Exact.of("60"), "High"],
  [Exact.of("40"), "Medium"],
  [Exact.of("20"), "Low"],
];

/** The band of an unrounded score. */
export function bandOf(score: Exact): Band {
  for (const [edge, band] of EDGES) if (score.atLeast(edge)) return band;
  return "Info";
}

/**
 * A score as screens print it: one decimal, half up. Where that would show a number of the next band (79.96 as
 * 80.0), two decimals are shown, and the rest is cut where even those would round across the edge.
 */
export function scoreText(score: Exact): string {
  const band = bandOf(score);
  const tenths = Exact.ofUnits(score.roundHalfUp(1), 1);
  if (bandOf(tenths) === band) return tenths.toText(1);
  const hundredths = Exact.ofUnits(score.roundHalfUp(2), 2);
  if (bandOf(hundredths) === band) return hundredths.toText(2);
  return Exact.ofUnits(score.floor(2), 2).toText(2);
}

export function capped(score: Exact): Exact {
  return score.compare(HUNDRED) > 0 ? HUNDRED : score;
}
