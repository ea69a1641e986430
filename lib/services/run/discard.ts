import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { RUN_STATES } from "@/db/enums";
import { heldGone, run, runStaging } from "@/db/schema";
import { FaultlineError } from "@/lib/domain/errors";
import { StageProgress } from "@/lib/domain/run";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";

/**
 * A person looked at what a held run would close and does not believe it: the run ends, what it staged is dropped, and
 * everything stays as the last run left it. Throws conflict when somebody else was quicker.
 */
export async function discardRun(ctx: Ctx, runId: number): Promise<void> {
  requireScope(ctx, "analyst");
  await withTransaction(async (tx) => {
    const mine = and(eq(run.workspaceId, ctx.workspaceId), eq(run.id, runId));
    const [row] = await tx
      .update(run)
      .set({ state: RUN_STATES.cancelled, endedAt: sql`now()`, now: null })
      .where(and(mine, eq(run.state, RUN_STATES.held)))
      .returning();
    if (!row) throw new FaultlineError("conflict", "This run is not held any more.");
    const progress = z.array(StageProgress).parse(row.progress);
    await tx
      .update(run)
      .set({
        progress: progress.map((p) =>
          p.stage === "reconcile" ? { ...p, state: "failed" as const, note: `Discarded by ${ctx.actor.name}.` } : p,
        ),
      })
      .where(mine);
    await tx.delete(runStaging).where(and(eq(runStaging.workspaceId, ctx.workspaceId), eq(runStaging.runId, runId)));
    await tx.delete(heldGone).where(and(eq(heldGone.workspaceId, ctx.workspaceId), eq(heldGone.runId, runId)));
    await emitAudit(tx, ctx, {
      action: "run.discard",
      entity: "run",
      entityId: runId,
      detail: { sentence: row.error },
    });
  });
}
