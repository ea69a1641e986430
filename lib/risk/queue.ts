import { BANDS } from "@/db/enums";
import type { Band } from "@/lib/domain/severity";
import type { Age } from "./factors";

export type QueueItem = {
  /** A path never counts as exploited here. */
  exploited: boolean;
  band: Band;
  age: Age;
  /** R, unrounded. */
  score: number;
  /** When it was first seen; older goes first. */
  firstSeenAt: Date;
};

/** The columns a list sorts by, all descending: exploited, band code, overdue, score, minus the first-seen time in ms. */
type QueueKey = readonly [number, number, number, number, number];

function queueKey(item: QueueItem): QueueKey {
  return [
    item.exploited ? 1 : 0,
    BANDS[item.band],
    item.age === "in_sla" ? 0 : 1,
    item.score,
    -item.firstSeenAt.getTime(),
  ];
}

/** Order of the queue: exploited, band, overdue, score, then the longest open. For `sort`: what is first is negative. */
export function compareQueue(a: QueueItem, b: QueueItem): number {
  const [left, right] = [queueKey(a), queueKey(b)];
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return other > value ? 1 : -1;
  }
  return 0;
}
