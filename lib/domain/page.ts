import { z } from "zod";

/** Every aggregate says which run and moment it speaks for. `demo` is the label of an invented estate, else null. */
export const AsOf = z.object({
  run: z.string().nullable(),
  at: z.string().nullable(),
  now: z.string(),
  label: z.string().nullable(),
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
