import { z } from "zod";

/** The moment a graph answer speaks for. */
export const GraphStamp = z.object({
  /** Key of the newest ranked run of that moment; null = none yet. */
  run: z.string().nullable(),
  /** The workspace's graph version: it rises with every change of assets or relations. */
  version: z.number().int(),
  /** True where the graph was not at hand: the database answered within its limits, and there may be more. */
  partial: z.boolean(),
});
export type GraphStamp = z.infer<typeof GraphStamp>;
