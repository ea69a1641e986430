import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Executor, Transaction } from "@/db/client";
import { run, workspace } from "@/db/schema";
import { FaultlineError } from "@/lib/domain/errors";
import type { AsOf } from "@/lib/domain/page";
import { emitAudit } from "../audit";
import { type Ctx, reader, requireScope, systemContext, withTransaction } from "../context";

/** The install's workspace, made on first use. Several workspaces come with the company issue. */
export async function ensureWorkspace(slug = "main", name = "My estate"): Promise<{ id: number }> {
  return withTransaction(async (tx) => {
    const [found] = await tx.select({ id: workspace.id }).from(workspace).where(eq(workspace.slug, slug));
    if (found) return found;
    const [made] = await tx
      .insert(workspace)
      .values({ id: sql`(select coalesce(max(id), 0) + 1 from workspace)`, slug, name })
      .onConflictDoNothing({ target: workspace.slug })
      .returning({ id: workspace.id });
    if (!made)
      return {
        id: (await tx.select({ id: workspace.id }).from(workspace).where(eq(workspace.slug, slug)))[0]?.id ?? 0,
      };
    const ctx = systemContext(made.id);
    requireScope(ctx, "admin");
    await emitAudit(tx, ctx, { action: "workspace.create", entity: "workspace", entityId: made.id, detail: { slug } });
    return made;
  });
}

/** Every workspace of the install: for operations that go through all of them. */
export async function allWorkspaces(): Promise<{ id: number; name: string }[]> {
  return reader().select({ id: workspace.id, name: workspace.name }).from(workspace).orderBy(workspace.id);
}

type Counter =
  | "next_asset"
  | "next_finding"
  | "next_risk"
  | "next_fix_unit"
  | "next_ticket"
  | "next_source"
  | "next_run"
  | "next_record"
  | "next_page";

/** Takes `count` ids of one counter and returns the first. */
export async function takeIds(tx: Executor, workspaceId: number, counter: Counter, count: number): Promise<number> {
  const column = sql.identifier(counter);
  const answer = await tx.execute<{ first: string }>(
    sql`update workspace set ${column} = ${column} + ${count} where id = ${workspaceId} returning (${column} - ${count})::text as first`,
  );
  const first = answer.rows[0]?.first;
  if (first === undefined) throw new FaultlineError("not_found", `Workspace ${workspaceId} does not exist.`);
  return Number(first);
}

/** The stamp every answer carries: the newest ranked run, its time, the clock and the estate's label. */
export async function asOf(ctx: Ctx, tx: Executor = reader()): Promise<AsOf> {
  requireScope(ctx, "viewer");
  const [row] = await tx
    .select({ key: run.key, at: run.at, clockAt: workspace.clockAt, label: workspace.label })
    .from(workspace)
    .leftJoin(run, and(eq(run.workspaceId, workspace.id), eq(run.id, workspace.graphRun)))
    .where(eq(workspace.id, ctx.workspaceId));
  return {
    run: row?.key ?? null,
    at: row?.at?.toISOString() ?? null,
    now: (row?.clockAt ?? new Date()).toISOString(),
    label: row?.label ?? null,
  };
}

/** Takes over the clock and label that a replaying source states; only stages call it. */
export async function setRecordedClock(
  tx: Transaction,
  ctx: Ctx,
  recorded: { sourceId: number; clock: string | null; label: string | null },
): Promise<void> {
  requireScope(ctx, "admin");
  await tx
    .update(workspace)
    .set({
      clockAt: recorded.clock ? new Date(recorded.clock) : null,
      label: recorded.label,
      recordedBy: recorded.sourceId,
    })
    .where(eq(workspace.id, ctx.workspaceId));
  await emitAudit(tx, ctx, {
    action: "workspace.clock",
    entity: "workspace",
    entityId: ctx.workspaceId,
    detail: recorded,
  });
}

/**
 * Ends a recording with its source: the wall clock counts again, the label goes, and so do the posture points of its
 * runs but the one that removes it, since an invented past is no past of a real estate. Does nothing for other sources.
 */
export async function endRecording(
  tx: Transaction,
  ctx: Ctx,
  { sourceId, runId }: { sourceId: number; runId: number },
): Promise<void> {
  requireScope(ctx, "admin");
  const ended = await tx
    .update(workspace)
    .set({ clockAt: null, label: null, recordedBy: null })
    .where(and(eq(workspace.id, ctx.workspaceId), eq(workspace.recordedBy, sourceId)))
    .returning({ id: workspace.id });
  if (ended.length === 0) return;
  await tx.execute(
    sql`delete from posture_point p using run r where p.workspace_id = ${ctx.workspaceId} and r.workspace_id = p.workspace_id and r.id = p.run_id and r.source_id = ${sourceId} and r.id <> ${runId}`,
  );
  await emitAudit(tx, ctx, {
    action: "workspace.clock",
    entity: "workspace",
    entityId: ctx.workspaceId,
    detail: { sourceId, clock: null, label: null },
  });
}
