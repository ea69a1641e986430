import "server-only";
import type { Stage } from "@/lib/domain/run";
import type { Ctx } from "@/lib/services/context";
import { collectStage } from "./collect";
import { evaluateStage } from "./evaluate";
import { linkStage } from "./link";
import { notifyStage } from "./notify";
import { rankStage } from "./rank";
import { reconcileStage } from "./reconcile";
import { scanStage } from "./scan";

/** `next` goes on to the stage after it; `wait` means another job will (a held run, files being scanned). */
export type StageEnd = "next" | "wait";
export type StageWork = (ctx: Ctx, runId: number, signal: AbortSignal) => Promise<StageEnd>;

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
