/** One thing that posture counts: a root group, or a path with `exploitedScore` 0. Both numbers 0 to 100, unrounded. */
export type PostureItem = { score: number; exploitedScore: number };

export const LAYERS = ["low", "medium", "high", "critical", "exploited"] as const;
export type Layer = (typeof LAYERS)[number];

/** Weighted number of items in each layer; all that posture needs to know about an estate. */
export type LayerSums = Record<Layer, number>;

export type PostureWord = "strong" | "good" | "fair" | "poor";

export type PostureScore = {
  /** P without rounding, 0 to 100, higher is better. */
  exact: number;
  /** P in tenths, half up: 466 is 46.6. */
  postureTenths: number;
  /** From the unrounded P. */
  word: PostureWord;
  /** Points each layer costs, unrounded. */
  loss: Record<Layer, number>;
};

/** What a layer can cost at most, and the share of that which each further item leaves untouched. */
const COST: Record<Layer, { cap: number; q: number }> = {
  low: { cap: 2, q: 0.98 },
  medium: { cap: 6, q: 0.95 },
  high: { cap: 12, q: 0.7 },
  critical: { cap: 20, q: 0.55 },
  exploited: { cap: 60, q: 0.28 },
};

const BAND_EDGE: Record<Exclude<Layer, "exploited">, number> = { low: 20, medium: 40, high: 60, critical: 80 };

/** .9 at the band's edge, 1 from twenty points above it, nothing below it. */
function bandWeight(score: number, edge: number): number {
  return score < edge ? 0 : Math.min(1, 0.9 + (0.1 * (score - edge)) / 20);
}

/** Nothing below 60, .9 at 85, 1 at 100. */
function exploitedWeight(exploitedScore: number): number {
  if (exploitedScore < 60) return 0;
  if (exploitedScore < 85) return (0.9 * (exploitedScore - 60)) / 25;
  return Math.min(1, 0.9 + (0.1 * (exploitedScore - 85)) / 15);
}

/** How much one item weighs in every layer at or below its band, and in the exploited layer. */
export function layerWeights(item: PostureItem): LayerSums {
  return {
    low: bandWeight(item.score, BAND_EDGE.low),
    medium: bandWeight(item.score, BAND_EDGE.medium),
    high: bandWeight(item.score, BAND_EDGE.high),
    critical: bandWeight(item.score, BAND_EDGE.critical),
    exploited: exploitedWeight(item.exploitedScore),
  };
}

/** Adds up the weights of all items, once for an estate or a fault line. */
export function layerSums(items: Iterable<PostureItem>): LayerSums {
  const sums: LayerSums = { low: 0, medium: 0, high: 0, critical: 0, exploited: 0 };
  for (const item of items) {
    const weights = layerWeights(item);
    for (const layer of LAYERS) sums[layer] += weights[layer];
  }
  return sums;
}

/** Posture P of the items of one fault line, or of all of them for the overall figure. */
export function posture(items: Iterable<PostureItem>): PostureScore {
  return postureOfSums(layerSums(items));
}

function postureOfSums(sums: LayerSums): PostureScore {
  const loss: Record<Layer, number> = { low: 0, medium: 0, high: 0, critical: 0, exploited: 0 };
  let total = 0;
  for (const layer of LAYERS) {
    const { cap, q } = COST[layer];
    loss[layer] = cap * (1 - q ** sums[layer]);
    total += loss[layer];
  }
  const exact = 100 - total;
  return { exact, postureTenths: halfUp(exact * 10), word: postureWord(exact), loss };
}

/**
 * Points that P gains when one item is replaced by `after`, or closed where that is null: never negative when
 * `after` is no worse. Costs the same however many items there are, since only the sums are read.
 */
export function postureGain(sums: LayerSums, item: PostureItem, after: PostureItem | null = null): number {
  const old = layerWeights(item);
  const next = after === null ? null : layerWeights(after);
  let gain = 0;
  for (const layer of LAYERS) {
    const change = (next?.[layer] ?? 0) - old[layer];
    if (change === 0) continue;
    const { cap, q } = COST[layer];
    // Sums of doubles may leave a hair below zero where the last item goes.
    gain += cap * (q ** Math.max(0, sums[layer] + change) - q ** sums[layer]);
  }
  return gain;
}

/** 90 strong, 75 good, 50 fair, below that poor. */
export function postureWord(exact: number): PostureWord {
  if (exact >= 90) return "strong";
  if (exact >= 75) return "good";
  return exact >= 50 ? "fair" : "poor";
}

/** Nearest whole number, halves upwards, for figures that were already scaled to tenths or hundredths. */
export function halfUp(scaled: number): number {
  return Math.floor(scaled + 0.5);
}
