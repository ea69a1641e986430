import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { emitAudit } from "../audit";
import { type Ctx, requireScope } from "../context";

/**
 * Joins two assets that are one (equal content under an equal name): the second key becomes an alias, its observations
 * and edges move over, and its history stays readable under the asset that is kept.
 */
export async function joinAssets(
  tx: Transaction,
  ctx: Ctx,
  keep: number,
  other: number,
  why: string,
  run: { id: number; at: Date },
): Promise<void> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  if (keep === other) return;
  await tx.execute(
    sql`insert into asset_alias(workspace_id, alias, asset_id) select ${ws}, ext_key, ${keep}::int from asset where workspace_id = ${ws} and id = ${other} on conflict (workspace_id, alias) do update set asset_id = excluded.asset_id`,
  );
  await tx.execute(sql`update asset_alias set asset_id = ${keep} where workspace_id = ${ws} and asset_id = ${other}`);
  await tx.execute(
    sql`update asset_obs set asset_id = ${keep}, changed_run = ${run.id} where workspace_id = ${ws} and asset_id = ${other}`,
  );
  // Where both have the same edge, the one with the stronger evidence stays.
  for (const weaker of [sql`edge_detail`, sql`edge`]) {
    await tx.execute(
      sql`delete from ${weaker} t using edge k, edge o
          where o.workspace_id = ${ws} and (o.src = ${other} or o.dst = ${other})
            and k.workspace_id = ${ws} and k.kind = o.kind and k.source_id = o.source_id and k.class > o.class
            and k.src = case when o.src = ${other} then ${keep}::int else o.src end and k.dst = case when o.dst = ${other} then ${keep}::int else o.dst end
            and t.workspace_id = ${ws} and t.src = k.src and t.kind = k.kind and t.dst = k.dst and t.source_id = k.source_id`,
    );
  }
  for (const [name, columns] of [
    ["edge", "class, first_run, evidence_id"],
    ["edge_detail", "doc"],
  ] as const) {
    const table = sql.raw(name);
    const extra = sql.raw(columns);
    await tx.execute(
      sql`insert into ${table}(workspace_id, src, kind, dst, source_id, ${extra})
          select workspace_id, case when src = ${other} then ${keep}::int else src end, kind, case when dst = ${other} then ${keep}::int else dst end, source_id, ${extra}
          from ${table} where workspace_id = ${ws} and (src = ${other} or dst = ${other}) on conflict do nothing`,
    );
    await tx.execute(
      sql`delete from ${table} where workspace_id = ${ws} and (src = ${other} or dst = ${other} or src = dst)`,
    );
  }
  await tx.execute(
    sql`insert into asset_event(workspace_id, asset_id, run_id, at, text) select ${ws}, ${keep}::int, ${run.id}::int, ${run.at.toISOString()}::timestamptz, 'Joined with ' || left(ext_key, 200) || ': ' || ${why}::text from asset where workspace_id = ${ws} and id = ${other} on conflict do nothing`,
  );
  await tx.execute(
    sql`update asset set closed_record = ${run.id}, changed_run = ${run.id} where workspace_id = ${ws} and id = ${other} and closed_record is null`,
  );
  await emitAudit(tx, ctx, { action: "run.apply", entity: "asset", entityId: keep, detail: { joined: other, why } });
}
