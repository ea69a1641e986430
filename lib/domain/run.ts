import { z } from "zod";
import { RUN_STATES, SOURCE_CATEGORIES, STAGES } from "@/db/enums";
import { wordsOf } from "./codes";

export const RunState = z.enum(wordsOf(RUN_STATES));
export type RunState = z.infer<typeof RunState>;
export const Stage = z.enum(wordsOf(STAGES));
export type Stage = z.infer<typeof Stage>;
export const SourceCategory = z.enum(SOURCE_CATEGORIES);
export type SourceCategory = z.infer<typeof SourceCategory>;

export const STAGE_LABEL: Record<Stage, string> = {
  collect: "Collect",
  reconcile: "Reconcile",
  scan: "Scan bytes",
  link: "Link",
  evaluate: "Evaluate rules",
  rank: "Score",
  notify: "Notify",
};

/** Progress of one stage: `total` null while it is not known, never zero for "not looked yet". */
export const StageProgress = z.object({
  stage: Stage,
  state: z.enum(["waiting", "running", "done", "failed"]),
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative().nullable(),
  note: z.string().nullable(),
});
export type StageProgress = z.infer<typeof StageProgress>;
