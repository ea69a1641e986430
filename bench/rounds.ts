import { performance } from "node:perf_hooks";

/** Times of one contestant over all rounds, in ms. */
export type Times = { times: number[]; median: number; p95: number; n: number };

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function timesOf(times: readonly number[]): Times {
  const sorted = [...times].sort((a, b) => a - b);
  return { times: sorted, median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), n: sorted.length };
}

/** A query builder runs only once it is awaited, and is no Promise. */
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value;

/**
 * Interleaved rounds: in each, every contestant has its turn, so that what else the machine does hits all of them alike.
 * One round before is not counted. A contestant that repeats itself within a turn says how often: its time is divided.
 */
export async function rounds<K extends string>(
  count: number,
  contestants: Record<K, { run: (round: number) => unknown; times?: number }>,
): Promise<Record<K, Times>> {
  const names = Object.keys(contestants) as K[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -1; round < count; round++) {
    for (const name of names) {
      const { run, times = 1 } = contestants[name];
      const start = performance.now();
      for (let i = 0; i < times; i++) {
        const answer = run(round);
        if (isThenable(answer)) await answer;
      }
      if (round >= 0) taken[name].push((performance.now() - start) / times);
    }
  }
  return Object.fromEntries(names.map((name) => [name, timesOf(taken[name])])) as Record<K, Times>;
}

/** One piece of work, once. */
export async function timed<T>(work: () => Promise<T> | T): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}
