import { type Ctx, reader, withTransaction } from "@/lib/services/context";
import { writeOutbox } from "@/lib/services/risk/outbox";
import { readRun, saveProgress } from "@/lib/services/run/run";
import { readSource } from "@/lib/services/source/source";
import { endRecording } from "@/lib/services/workspace/workspace";
import type { StageEnd } from "./stage";

/** Leaves messages about what is new for whoever sends them; no channel is connected yet, so they wait in the outbox. */
export async function notifyStage(ctx: Ctx, runId: number): Promise<StageEnd> {
  const written = await writeOutbox(ctx, runId);
  // Only now, when everything the source showed is closed: until then its clock and label still say whose risks these are.
  const { sourceId } = await readRun(reader(), ctx.workspaceId, runId);
  const { removed } = await readSource(reader(), ctx.workspaceId, sourceId);
  if (removed) await withTransaction((tx) => endRecording(tx, ctx, { sourceId, runId }));
  await saveProgress(ctx, runId, { stage: "notify", state: "done", done: written, total: written, note: null });
  return "next";
}
