import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { COLLECTION_OUTCOMES, RUN_STATES, STAGES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import { StageProgress } from "@/lib/domain/run";
import type { RunDetail, RunRow } from "@/lib/domain/views/work-views";
import { type Ctx, reader, requireScope } from "../context";
import { isRowId } from "../input";
import { asOf } from "../workspace/workspace";

export type RunSqlRow = {
  id: number;
  key: string;
  source_id: number;
  source: string;
  state: number;
  stage: number | null;
  progress: unknown;
  now: string | null;
  at: string;
  record: number | null;
  queued_at: string;
  started_at: string | null;
  ended_at: string | null;
  error: string | null;
  stats: Record<string, number>;
  quarantined: number;
};

export const RUN_SELECT = sql`
  select r.id, r.key, r.source_id, s.name as source, r.state, r.stage, r.progress, r.now, r.at::text as at, r.record, r.queued_at::text, r.started_at::text, r.ended_at::text, r.error, r.stats,
         (select count(*)::int from quarantine q where q.workspace_id = r.workspace_id and q.run_id = r.id) as quarantined
  from run r join source s on s.workspace_id = r.workspace_id and s.id = r.source_id`;

const iso = (text: string | null) => (text === null ? null : new Date(text).toISOString());

/** A run's view row. */
export function runRow(r: RunSqlRow): RunRow {
  const n = (key: string) => r.stats[key] ?? 0;
  return {
    id: r.id,
    key: r.key,
    sourceId: r.source_id,
    source: r.source,
    state: wordOf(RUN_STATES, r.state),
    stage: r.stage === null ? null : wordOf(STAGES, r.stage),
    progress: z.array(StageProgress).parse(r.progress),
    now: r.now,
    at: iso(r.at) ?? "",
    record: r.record,
    queuedAt: iso(r.queued_at) ?? "",
    startedAt: iso(r.started_at),
    endedAt: iso(r.ended_at),
    error: r.error,
    stats: {
      assetsNew: n("assetsNew"),
      assetsChanged: n("assetsChanged"),
      assetsGone: n("assetsGone"),
      edgesNew: n("edgesNew"),
      edgesGone: n("edgesGone"),
      findingsOpened: n("findingsOpened"),
      findingsClosed: n("findingsClosed"),
      filesScanned: n("filesScanned"),
      bytesRead: n("bytesRead"),
      quarantined: r.quarantined,
      restarts: n("restarts"),
    },
  };
}

/** Runs, newest first; of one source where asked. */
export async function listRuns(ctx: Ctx, o: { sourceId?: number; limit?: number } = {}): Promise<{ rows: RunRow[] }> {
  requireScope(ctx, "viewer");
  const rows = await reader().execute<RunSqlRow>(
    sql`${RUN_SELECT} where r.workspace_id = ${ctx.workspaceId} and ${o.sourceId === undefined ? sql`true` : sql`r.source_id = ${o.sourceId}`}
        order by r.id desc limit ${Math.min(o.limit ?? 50, 200)}`,
  );
  return { rows: rows.rows.map(runRow) };
}

/** One run with how each scope ended and every record that could not be used. Throws not_found. */
export async function getRun(ctx: Ctx, id: number): Promise<RunDetail> {
  requireScope(ctx, "viewer");
  if (!isRowId(id)) throw new FaultlineError("not_found", "There is no such run.");
  const db = reader();
  const found = await db.execute<RunSqlRow>(
    sql`${RUN_SELECT} where r.workspace_id = ${ctx.workspaceId} and r.id = ${id}`,
  );
  const row = found.rows[0];
  if (!row) throw new FaultlineError("not_found", "There is no such run.");
  const scopes = await db.execute<{
    scope: string;
    resource_type: string;
    outcome: number;
    seen: number;
    reason: string | null;
  }>(
    sql`select scope, resource_type, outcome, seen, reason from run_scope where workspace_id = ${ctx.workspaceId} and run_id = ${id} order by outcome desc, scope, resource_type`,
  );
  const quarantined = await db.execute<{ path: string; pointer: string; reason: string }>(
    sql`select path, pointer, reason from quarantine where workspace_id = ${ctx.workspaceId} and run_id = ${id} order by seq limit 1000`,
  );
  return {
    ...runRow(row),
    scopes: scopes.rows.map((s) => ({
      scope: s.scope,
      resourceType: s.resource_type,
      outcome: wordOf(COLLECTION_OUTCOMES, s.outcome),
      seen: s.seen,
      reason: s.reason,
    })),
    quarantined: quarantined.rows,
    asOf: await asOf(ctx),
  };
}
