import "server-only";
import type { Stage } from "@/lib/domain/run";
import { collectStage } from "./collect";
import { evaluateStage } from "./evaluate";
import { linkStage } from "./link";
import { notifyStage } from "./notify";
import { rankStage } from "./rank";
import { reconcileStage } from "./reconcile";
import { scanStage } from "./scan";
import type { StageWork } from "./stage";

/** The flow, once and downhill. */
export const STAGE_WORK: Record<Stage, StageWork> = {
  collect: collectStage,
  reconcile: reconcileStage,
  scan: scanStage,
  link: linkStage,
  evaluate: evaluateStage,
  rank: rankStage,
  notify: notifyStage,
};
