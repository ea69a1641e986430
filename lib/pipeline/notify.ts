import type { Ctx } from "@/lib/services/context";
import { writeOutbox } from "@/lib/services/risk/outbox";
import { saveProgress } from "@/lib/services/run/run";
import type { StageEnd } from "./stage";

/** Leaves messages about what is new for whoever sends them; no channel is connected yet, so they wait in the outbox. */
export async function notifyStage(ctx: Ctx, runId: number): Promise<StageEnd> {
  const written = await writeOutbox(ctx, runId);
  await saveProgress(ctx, runId, { stage: "notify", state: "done", done: written, total: written, note: null });
  return "next";
}
