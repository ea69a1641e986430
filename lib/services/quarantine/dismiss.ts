import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { QUARANTINE_STATES } from "@/db/enums";
import { quarantine } from "@/db/schema";
import { DismissInput } from "@/lib/domain/views/intake-views";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";
import { parseInput } from "../input";
import { readRun } from "../run/run";

/** Says that records need no replay, or takes that back. Returns how many changed; they stay listed either way. */
export async function dismissSetAside(ctx: Ctx, runId: number, input: unknown): Promise<{ changed: number }> {
  requireScope(ctx, "analyst");
  const { seqs, undo } = parseInput(DismissInput, input);
  const [from, to] = undo
    ? [QUARANTINE_STATES.dismissed, QUARANTINE_STATES.waiting]
    : [QUARANTINE_STATES.waiting, QUARANTINE_STATES.dismissed];
  return withTransaction(async (tx) => {
    await readRun(tx, ctx.workspaceId, runId);
    const changed = await tx
      .update(quarantine)
      .set({ state: to })
      .where(
        and(
          eq(quarantine.workspaceId, ctx.workspaceId),
          eq(quarantine.runId, runId),
          eq(quarantine.state, from),
          seqs === undefined ? undefined : inArray(quarantine.seq, seqs),
        ),
      )
      .returning({ seq: quarantine.seq });
    const detail = { changed: changed.length, undo };
    await emitAudit(tx, ctx, { action: "quarantine.dismiss", entity: "run", entityId: runId, detail });
    return { changed: changed.length };
  });
}
