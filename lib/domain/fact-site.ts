import { z } from "zod";

/** The place in a raw page that says a fact: `digest` is the page's sha256, `pointer` a JSON pointer, or a line. */
export const FactSite = z.object({
  digest: z.string(),
  path: z.string(),
  pointer: z.string().optional(),
  line: z.number().int().positive().optional(),
});
export type FactSite = z.infer<typeof FactSite>;
