import "server-only";
import { sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";

/** Records a partition: the unit in which old history is dropped. */
export const HISTORY_WIDTH = 512;
const TABLES = ["asset_version", "edge_history"] as const;
/** Making a partition needs a moment without writers. Who does not get it in time goes on: the default partition takes the rows. */
const LOCK_WAIT = "2s";
/** What several makers at once, or rows that lie in the default partition already, are answered with. */
const HARMLESS = new Set(["42P07", "23505", "23514", "55P03", "40P01", "42710"]);

export type HistoryPartition = { table: (typeof TABLES)[number]; name: string; from: number; to: number };

/** The partitions that hold what ends at `record`: one of each table. */
function partitionsOf(record: number): HistoryPartition[] {
  const from = Math.floor(record / HISTORY_WIDTH) * HISTORY_WIDTH;
  return TABLES.map((table) => ({ table, name: `${table}_r${from}`, from, to: from + HISTORY_WIDTH }));
}

function codeOf(error: unknown): string | null {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : null;
}

/**
 * Makes the partitions for the history that `record` and the records after it will write, each in a short transaction of
 * its own, before an apply. Any number of processes may call it at once; whoever comes second finds them made.
 */
export async function ensureHistoryPartitions(record: number): Promise<void> {
  const wanted = [...partitionsOf(record), ...partitionsOf(record + HISTORY_WIDTH)];
  const known = new Set((await historyPartitions()).map((p) => p.name));
  for (const p of wanted) if (!known.has(p.name)) await makePartition(p);
}

async function makePartition(p: HistoryPartition): Promise<void> {
  try {
    await database().transaction(async (tx) => {
      await waitBriefly(tx);
      await tx.execute(
        sql.raw(
          `create table if not exists "${p.name}" partition of "${p.table}" for values from (${p.from}) to (${p.to})`,
        ),
      );
    });
  } catch (error) {
    if (!HARMLESS.has(codeOf(error) ?? "")) throw error;
  }
}

async function waitBriefly(tx: Transaction): Promise<void> {
  await tx.execute(sql.raw(`set local lock_timeout = '${LOCK_WAIT}'`));
}

/** The partitions there are, oldest first, without the default ones. */
export async function historyPartitions(): Promise<HistoryPartition[]> {
  const found = await database().execute<{ table: HistoryPartition["table"]; name: string }>(
    sql`select p.relname as table, c.relname as name from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_class c on c.oid = i.inhrelid
        where p.relname in (${sql.raw(TABLES.map((t) => `'${t}'`).join(", "))}) and c.relname ~ '_r[0-9]+$' and pg_table_is_visible(p.oid)`,
  );
  return found.rows
    .map(({ table, name }) => {
      const from = Number(/_r(\d+)$/.exec(name)?.[1]);
      return { table, name, from, to: from + HISTORY_WIDTH };
    })
    .sort((a, b) => a.from - b.from || (a.name < b.name ? -1 : 1));
}

/**
 * Lets go of one workspace's history up to `floor`: what ended at or before that record. A partition that nobody needs any
 * more is dropped whole; one that other workspaces still need loses this one's rows. Returns the partitions dropped.
 */
export async function dropHistoryBefore(workspaceId: number, floor: number): Promise<string[]> {
  const dropped: string[] = [];
  for (const p of await historyPartitions()) {
    if (p.to > floor) continue;
    if (await dropPartition(p, workspaceId)) dropped.push(p.name);
  }
  for (const table of TABLES)
    await database().execute(
      sql`delete from ${sql.identifier(`${table}_default`)} where workspace_id = ${workspaceId} and to_record <= ${floor}`,
    );
  return dropped;
}

async function dropPartition(p: HistoryPartition, workspaceId: number): Promise<boolean> {
  const table = sql.identifier(p.name);
  try {
    return await database().transaction(async (tx) => {
      await waitBriefly(tx);
      // Others may have rows here, or be about to write some.
      const others = await tx.execute(
        sql`select 1 from ${table} where workspace_id <> ${workspaceId}
            union all select 1 from workspace where id <> ${workspaceId} and next_record between ${p.from - HISTORY_WIDTH} and ${p.to} limit 1`,
      );
      if (others.rows.length > 0) {
        await tx.execute(sql`delete from ${table} where workspace_id = ${workspaceId}`);
        return false;
      }
      // A workspace that writes here between the question and the drop would lose rows: nobody writes while the lock is held.
      await tx.execute(sql`lock table ${table} in access exclusive mode`);
      const late = await tx.execute(sql`select 1 from ${table} where workspace_id <> ${workspaceId} limit 1`);
      if (late.rows.length > 0) return false;
      await tx.execute(sql`drop table ${table}`);
      return true;
    });
  } catch (error) {
    // Busy now: the next cleaning takes it. Gone already: another process took it.
    if (codeOf(error) === "55P03" || codeOf(error) === "42P01" || codeOf(error) === "40P01") return false;
    throw error;
  }
}
