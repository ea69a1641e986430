import { z } from "zod";
import { BANDS, SEVERITIES } from "@/db/enums";
import { wordsOf } from "./codes";

/** Technical impact of a rule or an advisory (score factor s). */
export const Severity = z.enum(wordsOf(SEVERITIES));
export type Severity = z.infer<typeof Severity>;

/** Priority, read off the unrounded score: 80, 60, 40, 20. */
export const Band = z.enum(wordsOf(BANDS));
export type Band = z.infer<typeof Band>;

/** Worst first, the order of every list, legend and stacked bar. */
export const BANDS_WORST_FIRST: readonly Band[] = ["Critical", "High", "Medium", "Low", "Info"];

export const BAND_ACTION: Record<Band, string> = {
  Critical: "Act",
  High: "Attend",
  Medium: "Track*",
  Low: "Track",
  Info: "Track",
};
