import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { emitAudit } from "../audit";
import { type Ctx, requireScope } from "../context";
import { GRAPH_OP } from "./graph-log";
import { archiveAssets, closeAssets } from "./merge-assets";
import { archiveEdges } from "./write-edges";

/**
 * Joins two assets that are one (equal content under an equal name): the second key becomes an alias, its observations
 * and edges move over, and what both were before stays in history; `splitAsset` undoes it. The caller merges `keep` after.
 */
export async function joinAssets(
  tx: Transaction,
  ctx: Ctx,
  keep: number,
  other: number,
  why: string,
  run: { id: number; at: Date; record: number },
): Promise<void> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  if (keep === other) return;
  await tx.execute(
    sql`insert into asset_join(workspace_id, joined, kept, record, why, doc) select ${ws}, ${other}, ${keep}, ${run.record}, ${why}, jsonb_build_object(
          'observations', coalesce((select jsonb_agg(jsonb_build_object('sourceId', source_id, 'key', ext_key)) from asset_obs where workspace_id = ${ws} and asset_id = ${other}), '[]'),
          'aliases', coalesce((select jsonb_agg(alias) from asset_alias where workspace_id = ${ws} and asset_id = ${other}), '[]'))
        on conflict (workspace_id, joined) do update set kept = excluded.kept, record = excluded.record, why = excluded.why, doc = excluded.doc`,
  );
  await tx.execute(
    sql`insert into asset_alias(workspace_id, alias, asset_id) select ${ws}, ext_key, ${keep}::int from asset where workspace_id = ${ws} and id = ${other} on conflict (workspace_id, alias) do update set asset_id = excluded.asset_id`,
  );
  await tx.execute(sql`update asset_alias set asset_id = ${keep} where workspace_id = ${ws} and asset_id = ${other}`);
  await tx.execute(
    sql`update asset_obs set asset_id = ${keep}, changed_record = ${run.record} where workspace_id = ${ws} and asset_id = ${other}`,
  );
  await moveEdges(tx, ws, keep, other, run.record);
  await tx.execute(
    sql`insert into asset_event(workspace_id, asset_id, run_id, at, text) select ${ws}, ${keep}::int, ${run.id}::int, ${run.at.toISOString()}::timestamptz, 'Joined with ' || left(ext_key, 200) || ': ' || ${why}::text from asset where workspace_id = ${ws} and id = ${other} on conflict do nothing`,
  );
  const open = await tx.execute(
    sql`select 1 from asset where workspace_id = ${ws} and id = ${other} and closed_record is null`,
  );
  if (open.rows.length > 0) {
    await archiveAssets(tx, ws, run.record, [{ id: other, op: "d" }]);
    await closeAssets(tx, ws, run.record, [other]);
  }
  await emitAudit(tx, ctx, { action: "run.apply", entity: "asset", entityId: keep, detail: { joined: other, why } });
}

/** Where both have the same edge, the one with the stronger evidence stays; an edge between the two goes. */
async function moveEdges(tx: Transaction, ws: number, keep: number, other: number, record: number): Promise<void> {
  const touching = sql`(e.src = ${other} or e.dst = ${other})`;
  await archiveEdges(tx, ws, record, sql`(select * from edge e where e.workspace_id = ${ws} and ${touching}) e`);
  await tx.execute(
    sql`create temp table moving on commit drop as
        select e.src as old_src, e.dst as old_dst, case when e.src = ${other} then ${keep}::int else e.src end as src, e.kind,
               case when e.dst = ${other} then ${keep}::int else e.dst end as dst, e.source_id, e.class, e.page_id, e.spot, d.doc
        from edge e left join edge_detail d using (workspace_id, src, kind, dst, source_id) where e.workspace_id = ${ws} and ${touching}`,
  );
  for (const table of ["edge_detail", "edge"])
    await tx.execute(
      sql`delete from ${sql.raw(table)} e using moving m where e.workspace_id = ${ws} and e.source_id = m.source_id and e.kind = m.kind and e.src = m.old_src and e.dst = m.old_dst`,
    );
  await tx.execute(
    sql`insert into graph_delta(op, src, dst, kind) select ${GRAPH_OP.edgeRemoved}, old_src, old_dst, kind from moving
        union all select ${GRAPH_OP.edgeAdded}, src, dst, kind from moving where src <> dst`,
  );
  // A stronger word of the other replaces the keeper's, details included; history keeps what the keeper said.
  const weaker = sql`(select e.* from edge e join moving m on m.source_id = e.source_id and m.kind = e.kind and m.src = e.src and m.dst = e.dst and m.class < e.class where e.workspace_id = ${ws}) e`;
  await archiveEdges(tx, ws, record, weaker);
  for (const table of ["edge_detail", "edge"])
    await tx.execute(
      sql`delete from ${sql.raw(table)} t using ${weaker} where t.workspace_id = e.workspace_id and t.source_id = e.source_id and t.kind = e.kind and t.src = e.src and t.dst = e.dst`,
    );
  await tx.execute(
    sql`insert into edge(workspace_id, src, kind, dst, source_id, class, changed_record, page_id, spot)
        select distinct on (src, kind, dst, source_id) ${ws}::int, src, kind, dst, source_id, class, ${record}::int, page_id, spot from moving where src <> dst order by src, kind, dst, source_id, class on conflict do nothing`,
  );
  await tx.execute(
    sql`insert into edge_detail(workspace_id, src, kind, dst, source_id, doc)
        select distinct on (m.src, m.kind, m.dst, m.source_id) ${ws}::int, m.src, m.kind, m.dst, m.source_id, m.doc from moving m
        join edge e on e.workspace_id = ${ws} and e.src = m.src and e.kind = m.kind and e.dst = m.dst and e.source_id = m.source_id and e.class = m.class
        where m.doc is not null order by m.src, m.kind, m.dst, m.source_id, m.class on conflict do nothing`,
  );
  await tx.execute(sql`drop table moving`);
}
