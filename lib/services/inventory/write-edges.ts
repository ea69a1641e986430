import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { RELATION_KINDS } from "@/db/enums";
import { GRAPH_OP } from "./graph-log";

/** A retired model's lineage stays: what was built from it keeps the hazard (risk-score §3). */
const LINEAGE = sql.raw([RELATION_KINDS.derived_from, RELATION_KINDS.trained_on, RELATION_KINDS.contains].join(", "));

const COLUMNS = sql.raw("src, kind, dst, class, page_id, spot");

/** Moves the edges that `which` names (an alias `e` over edge) into history, as they were until now. */
export async function archiveEdges(tx: Transaction, ws: number, record: number, from: SQL): Promise<void> {
  await tx.execute(
    sql`insert into edge_history(workspace_id, src, kind, dst, source_id, from_record, to_record, class, page_id, spot, doc)
        select e.workspace_id, e.src, e.kind, e.dst, e.source_id, e.changed_record, ${record}::int, e.class, e.page_id, e.spot, d.doc
        from ${from} left join edge_detail d on d.workspace_id = e.workspace_id and d.src = e.src and d.kind = e.kind and d.dst = e.dst and d.source_id = e.source_id
        where e.workspace_id = ${ws} and e.changed_record < ${record} on conflict do nothing`,
  );
}

/** Inserts what `edge_new` holds for a source that had no edge before. */
export async function writeFirstEdges(
  tx: Transaction,
  o: { ws: number; sourceId: number; record: number; distinct: boolean },
): Promise<{ added: number; removed: number }> {
  const rows = o.distinct
    ? sql`(select distinct on (src, kind, dst) * from edge_new order by src, kind, dst, class, spot) n`
    : sql`edge_new n`;
  const added = await tx.execute(
    sql`insert into edge(workspace_id, source_id, changed_record, ${COLUMNS}) select ${o.ws}::int, ${o.sourceId}::int, ${o.record}::int, ${COLUMNS} from ${rows} order by src, kind, dst`,
  );
  await tx.execute(
    sql`insert into edge_detail(workspace_id, source_id, src, kind, dst, doc) select ${o.ws}::int, ${o.sourceId}::int, src, kind, dst, doc from ${rows} where doc is not null`,
  );
  await tx.execute(
    sql`insert into graph_delta(op, src, dst, kind) select ${GRAPH_OP.edgeAdded}, src, dst, kind from edge_new`,
  );
  return { added: added.rowCount ?? 0, removed: 0 };
}

/**
 * Writes the difference between the edges of `changed_src` as they stand and as `edge_new` says: one FULL JOIN; unchanged
 * edges are not touched. An edge whose wording stays keeps its evidence. `kept_src(src)` may lose none; what nobody sees
 * any more keeps its lineage.
 */
export async function writeEdgeDiff(
  tx: Transaction,
  o: { ws: number; sourceId: number; record: number },
): Promise<{ added: number; removed: number }> {
  await tx.execute(
    sql`create temp table edge_diff on commit drop as
        select coalesce(n.src, e.src) as src, coalesce(n.kind, e.kind) as kind, coalesce(n.dst, e.dst) as dst,
               case when e.src is null then 'n' when n.src is null then 'd' else 'u' end as op, n.class, n.page_id, n.spot, n.doc
        from (select e.src, e.kind, e.dst, e.class, d.doc from changed_src c join edge e on e.workspace_id = ${o.ws} and e.src = c.src and e.source_id = ${o.sourceId}
              left join edge_detail d on d.workspace_id = e.workspace_id and d.src = e.src and d.kind = e.kind and d.dst = e.dst and d.source_id = e.source_id) e
        full join (select distinct on (src, kind, dst) * from edge_new order by src, kind, dst, class, spot) n on n.src = e.src and n.kind = e.kind and n.dst = e.dst
        where e.src is null or n.src is null or e.class <> n.class or e.doc is distinct from n.doc`,
  );
  await tx.execute(
    sql`delete from edge_diff x where x.op = 'd' and (exists (select from kept_src k where k.src = x.src)
          or (x.kind >> 4 in (${LINEAGE}) and exists (select from gone g where g.asset_id = x.src)
              and not exists (select from asset_obs o where o.workspace_id = ${o.ws} and o.asset_id = x.src)))`,
  );
  const match = sql`e.workspace_id = ${o.ws} and e.source_id = ${o.sourceId} and e.src = x.src and e.kind = x.kind and e.dst = x.dst`;
  await archiveEdges(
    tx,
    o.ws,
    o.record,
    sql`edge_diff x join edge e on x.op <> 'n' and e.source_id = ${o.sourceId} and e.src = x.src and e.kind = x.kind and e.dst = x.dst`,
  );
  await tx.execute(sql`delete from edge_detail e using edge_diff x where x.op <> 'n' and ${match}`);
  const removed = await tx.execute(sql`delete from edge e using edge_diff x where x.op = 'd' and ${match}`);
  await tx.execute(
    sql`update edge e set class = x.class, page_id = x.page_id, spot = x.spot, changed_record = ${o.record}::int from edge_diff x where x.op = 'u' and ${match}`,
  );
  const added = await tx.execute(
    sql`insert into edge(workspace_id, source_id, changed_record, ${COLUMNS}) select ${o.ws}::int, ${o.sourceId}::int, ${o.record}::int, ${COLUMNS} from edge_diff where op = 'n'`,
  );
  await tx.execute(
    sql`insert into edge_detail(workspace_id, source_id, src, kind, dst, doc) select ${o.ws}::int, ${o.sourceId}::int, src, kind, dst, doc from edge_diff where op <> 'd' and doc is not null`,
  );
  await tx.execute(
    sql`insert into graph_delta(op, src, dst, kind) select case when op = 'd' then ${GRAPH_OP.edgeRemoved} else ${GRAPH_OP.edgeAdded} end, src, dst, kind from edge_diff where op <> 'u'`,
  );
  return { added: added.rowCount ?? 0, removed: removed.rowCount ?? 0 };
}

/** An asset that is seen again loses the lineage that only its tombstone kept: who sees it now says anew what it came from. */
export async function dropTombstoneLineage(
  tx: Transaction,
  ws: number,
  record: number,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  const stale = sql`(select e.* from edge e where e.workspace_id = ${ws} and e.src = any(${sql.param([...ids])}::int[]) and e.source_id <> 0
      and not exists (select from asset_obs o where o.workspace_id = e.workspace_id and o.asset_id = e.src and o.source_id = e.source_id)) e`;
  await archiveEdges(tx, ws, record, stale);
  await tx.execute(
    sql`insert into graph_delta(op, src, dst, kind) select ${GRAPH_OP.edgeRemoved}, e.src, e.dst, e.kind from ${stale}`,
  );
  // The details first: which they are is read from the edges.
  for (const table of ["edge_detail", "edge"])
    await tx.execute(
      sql`delete from ${sql.raw(table)} t using ${stale} where t.workspace_id = e.workspace_id and t.source_id = e.source_id and t.kind = e.kind and t.src = e.src and t.dst = e.dst`,
    );
}
