import type { Ctx } from "@/lib/services/context";
import { applyBatch } from "@/lib/services/inventory/apply-batch";
import { saveProgress } from "@/lib/services/run/run";
import type { StageEnd } from "./stage";

/** Matches identities, writes what changed, closes what a complete scope no longer shows. */
export async function reconcileStage(ctx: Ctx, runId: number): Promise<StageEnd> {
  await saveProgress(ctx, runId, { stage: "reconcile", state: "running", done: 0, total: null, note: null });
  const { state } = await applyBatch(ctx, runId);
  if (state === "held") return "wait";
  await saveProgress(ctx, runId, { stage: "reconcile", state: "done", done: 1, total: 1, note: null });
  return "next";
}
