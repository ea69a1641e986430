import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { Ctx } from "../context";
import { writeAssetTally } from "../tally/asset-tally";

/** What a graph_change row says happened. */
const GRAPH_OPS = { reload: 0, edgeAdded: 1, edgeRemoved: 2, assetChanged: 3 } as const;

/** The same as typed SQL, for statements that choose between them. */
export const GRAPH_OP = {
  edgeAdded: sql.raw(`${GRAPH_OPS.edgeAdded}::smallint`),
  edgeRemoved: sql.raw(`${GRAPH_OPS.edgeRemoved}::smallint`),
  assetChanged: sql.raw(`${GRAPH_OPS.assetChanged}::smallint`),
} as const;

/** More changes than this in one commit are not listed: loading anew is cheaper then. */
const MAX_LISTED = 100_000;

/** The channel on which versions are hinted at; readers poll `workspace.graph_version` for the truth. */
export const GRAPH_CHANNEL = "faultline_graph";

/** Opens this transaction's list of graph changes: `graph_delta(op, src, dst, kind)`, filled by whoever writes rows. */
export async function openGraphLog(tx: Transaction): Promise<void> {
  await tx.execute(
    sql`create temp table if not exists graph_delta (op smallint, src int, dst int, kind smallint) on commit drop`,
  );
}

/**
 * Publishes the list as the workspace's next graph version, its counts with it, as the last thing of a transaction: the
 * version row is held for a moment only. Returns the version, or null where nothing changed.
 */
export async function publishGraph(tx: Transaction, ctx: Ctx): Promise<number | null> {
  const ws = ctx.workspaceId;
  const counted = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from (select 1 from graph_delta limit ${MAX_LISTED + 1}) x`,
  );
  const n = counted.rows[0]?.n ?? 0;
  if (n === 0) return null;
  await writeAssetTally(tx, ctx, 1);
  const raised = await tx.execute<{ v: number }>(
    sql`update workspace set graph_version = graph_version + 1 where id = ${ws} returning graph_version as v`,
  );
  const version = raised.rows[0]?.v ?? 0;
  if (n > MAX_LISTED)
    await tx.execute(
      sql`insert into graph_change(workspace_id, version, seq, op, src) values (${ws}, ${version}, 1, ${GRAPH_OPS.reload}, 0)`,
    );
  else
    await tx.execute(
      sql`insert into graph_change(workspace_id, version, seq, op, src, dst, kind)
          select ${ws}::int, ${version}::int, row_number() over (), d.op, d.src, d.dst, d.kind from (select distinct op, src, coalesce(dst, 0) as dst, coalesce(kind, 0) as kind from graph_delta order by 1 desc, 2, 3, 4) d`,
    );
  await tx.execute(sql`truncate graph_delta`);
  await tx.execute(sql`select pg_notify(${GRAPH_CHANNEL}, ${`${ws}:${version}`})`);
  return version;
}
