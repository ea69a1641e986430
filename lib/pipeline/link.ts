import { linkByDigest } from "@/lib/graph/link";
import { type Ctx, reader } from "@/lib/services/context";
import { applyLinks } from "@/lib/services/inventory/apply-links";
import { loadGraph } from "@/lib/services/inventory/load-graph";
import { readRun, saveProgress } from "@/lib/services/run/run";
import type { StageEnd } from "./stage";

/** Meets equal bytes under different names, and derives the edges that only two sources together can say. */
export async function linkStage(ctx: Ctx, runId: number): Promise<StageEnd> {
  await saveProgress(ctx, runId, { stage: "link", state: "running", done: 0, total: null, note: null });
  const run = await readRun(reader(), ctx.workspaceId, runId);
  const at = { id: runId, at: run.at, record: run.record ?? 0 };
  // Joining two assets lets the next pass see what both of them contain; two passes settle it.
  const first = await applyLinks(ctx, at, linkByDigest(await loadGraph(ctx, { derived: false })));
  const last =
    first.joined > 0 ? await applyLinks(ctx, at, linkByDigest(await loadGraph(ctx, { derived: false }))) : first;
  await saveProgress(ctx, runId, { stage: "link", state: "done", done: last.edges, total: last.edges, note: null });
  return "next";
}
