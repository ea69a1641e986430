import { z } from "zod";
import { FAULT_LINES } from "@/db/enums";
import { wordsOf } from "./codes";

export const FaultLine = z.enum(wordsOf(FAULT_LINES));
export type FaultLine = z.infer<typeof FaultLine>;

export const FAULT_LINE_LABEL: Record<FaultLine, string> = {
  data: "Data",
  model: "Model",
  plugin: "Application & plugin",
  infrastructure: "Infrastructure",
};

/** Surface to bedrock: the order of the strata, which never changes, so that place is memory. */
export const STRATA: readonly FaultLine[] = ["plugin", "model", "data", "infrastructure"];
