import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { emitAudit } from "../audit";
import { type Ctx, reader, requireScope, withTransaction } from "../context";
import { dropHistoryBefore, HISTORY_WIDTH } from "../inventory/history";
import { readTally, writeFacets } from "../tally/tally";
import type { Keeping } from "./keeping";
import { cleanRawPages } from "./raw-page-upkeep";
import { keptFromRecord } from "./record-at";

/** Versions of the change log that stay: a graph in memory that is further behind is loaded anew. */
const CHANGE_VERSIONS = 50;
/** Cleaning is due after so many runs, or a day after the last one. */
const EVERY_RUNS = 50;
const EVERY_DAYS = 1;

export type Cleaned = { pages: number; bodies: number; partitions: string[]; keptFrom: number; changes: number };

/**
 * The first record whose state stays answerable: history is kept for `records` records and for `days` days, whichever
 * keeps more, and let go in whole partitions.
 */
async function floorOf(db: Executor, ctx: Ctx, keeping: Keeping): Promise<number> {
  const found = await db.execute<{ next: number; young: number | null }>(
    sql`select w.next_record as next, (select min(r.record) from run r where r.workspace_id = w.id and r.record is not null
          and r.at >= coalesce(w.clock_at, now()) - make_interval(days => ${keeping.days}::int)) as young
        from workspace w where w.id = ${ctx.workspaceId}`,
  );
  const row = found.rows[0];
  if (!row) return 1;
  const oldest = Math.min(row.next - keeping.records, row.young ?? row.next - 1);
  return Math.max(1, Math.floor(oldest / HISTORY_WIDTH) * HISTORY_WIDTH);
}

/**
 * Lets go of what is older than the settings keep: history by partitions, the change log, raw pages. What a fact, finding,
 * risk, ticket or open push names stays. Safe beside running stages, and twice.
 */
export async function cleanUp(ctx: Ctx, keeping: Keeping): Promise<Cleaned> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  const db = reader();
  const keptFrom = Math.max(await keptFromRecord(db, ctx), await floorOf(db, ctx, keeping));
  // Said first, dropped then: whoever asks in between is told that it is not kept, never half of it.
  await writeFacets(db, ctx, "history", ["kept_from"], sql`select 'kept_from', '', ${keptFrom}::bigint`);
  const partitions = keptFrom > 1 ? await dropHistoryBefore(ws, keptFrom) : [];
  return withTransaction(async (tx) => {
    const changes = await tx.execute(
      sql`delete from graph_change c using workspace w where w.id = ${ws} and c.workspace_id = ${ws} and c.version <= w.graph_version - ${CHANGE_VERSIONS}::int`,
    );
    const gone = await cleanRawPages(tx, ctx, keeping.pageRuns);
    await writeFacets(
      tx,
      ctx,
      "upkeep",
      ["run", "day"],
      sql`select 'run', '', (next_run - 1)::bigint from workspace where id = ${ws} union all select 'day', '', extract(epoch from now())::bigint / 86400`,
    );
    const cleaned: Cleaned = { ...gone, partitions, keptFrom, changes: changes.rowCount ?? 0 };
    await emitAudit(tx, ctx, { action: "workspace.clean", entity: "workspace", entityId: ws, detail: cleaned });
    return cleaned;
  });
}

/** Whether cleaning is due: never done, 50 runs ago, or a day ago. */
export async function cleaningDue(ctx: Ctx): Promise<boolean> {
  requireScope(ctx, "viewer");
  const db = reader();
  const tally = await readTally(db, ctx, "upkeep");
  const run = tally.get("run")?.get("");
  const day = tally.get("day")?.get("");
  if (run === undefined || day === undefined) return true;
  const now = await db.execute<{ run: number; day: number }>(
    sql`select next_run - 1 as run, (extract(epoch from now())::bigint / 86400)::int as day from workspace where id = ${ctx.workspaceId}`,
  );
  const row = now.rows[0];
  return row !== undefined && (row.run - run >= EVERY_RUNS || row.day - day >= EVERY_DAYS);
}
