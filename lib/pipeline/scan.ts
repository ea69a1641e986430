import { ENGINE } from "@/lib/scanners/ruleset";
import { type Ctx, reader } from "@/lib/services/context";
import { addStats, readRun, saveProgress } from "@/lib/services/run/run";
import { queueScans, scanProgress } from "@/lib/services/scan/scan";
import type { StageEnd } from "./stage";

/** Queues what this ruleset has not judged; the run goes on when the last of its digests has a verdict. */
export async function scanStage(ctx: Ctx, runId: number): Promise<StageEnd> {
  const run = await readRun(reader(), ctx.workspaceId, runId);
  const queued = await queueScans(
    ctx,
    { id: runId, sourceId: run.sourceId },
    { name: `${ENGINE.name} ${ENGINE.version}`, ruleset: ENGINE.ruleset },
  );
  if (queued > 0) {
    await saveProgress(ctx, runId, { stage: "scan", state: "running", done: 0, total: queued, note: null });
  }
  // Quick scans may all be done by now; they found no run waiting, so the stage looks itself.
  return finishScan(ctx, runId);
}

/** Called by the last scan of a run, and by the stage itself when nothing waits. */
export async function finishScan(ctx: Ctx, runId: number): Promise<StageEnd> {
  const { done, total, bytesRead } = await scanProgress(ctx, runId);
  if (done < total) return "wait";
  await addStats(reader(), ctx, runId, { filesScanned: total, bytesRead });
  const note = total === 0 ? "every file has a verdict already" : null;
  await saveProgress(ctx, runId, { stage: "scan", state: "done", done, total, note });
  return "next";
}
