import { z } from "zod";

/** A past moment of the estate: the run after which it looked so. `record` is the run's place in history's own order. */
export const AsOfPoint = z.object({
  run: z.string(),
  runId: z.number().int(),
  record: z.number().int(),
  at: z.string(),
});
export type AsOfPoint = z.infer<typeof AsOfPoint>;

/**
 * Every aggregate says which run and moment it speaks for. `label` names an invented estate, else null. `past` is set where
 * the answer tells of an asked moment instead of now.
 */
export const AsOf = z.object({
  run: z.string().nullable(),
  at: z.string().nullable(),
  now: z.string(),
  label: z.string().nullable(),
  past: AsOfPoint.nullable().optional(),
});
export type AsOf = z.infer<typeof AsOf>;

/** A keyset page: `next` is an opaque cursor or null on the last page; `total` is capped (`totalCapped` true = "at least"). */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({
    rows: z.array(row),
    next: z.string().nullable(),
    total: z.number().int().nonnegative(),
    totalCapped: z.boolean(),
    asOf: AsOf,
  });
}
export type Page<T> = { rows: T[]; next: string | null; total: number; totalCapped: boolean; asOf: AsOf };

export const Facet = z.object({ value: z.string(), label: z.string(), count: z.number().int().nonnegative() });
export type Facet = z.infer<typeof Facet>;
