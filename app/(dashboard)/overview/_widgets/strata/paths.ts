import type { FaultLine } from "@/lib/domain/fault-line";

export type PathSource = { id: string; title: string; crosses: readonly FaultLine[] };

/** A column beside the strata: which bands a path touches, numbered in the order an attacker does. */
export type PathColumn = { letter: string; id: string; title: string; order: Partial<Record<FaultLine, number>> };

/**
 * The first `limit` risks that cross from one stratum into another, in list order. Hops inside one stratum count once;
 * a stratum that is touched again keeps the number of its first touch.
 */
export function pathColumns(risks: readonly PathSource[], limit = 2): PathColumn[] {
  return risks
    .map((risk) => ({ risk, touched: [...new Set(risk.crosses)] }))
    .filter(({ touched }) => touched.length > 1)
    .slice(0, limit)
    .map(({ risk, touched }, i) => ({
      letter: String.fromCharCode(65 + i),
      id: risk.id,
      title: risk.title,
      order: Object.fromEntries(touched.map((line, at) => [line, at + 1])),
    }));
}
