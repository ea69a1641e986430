import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { RELATION_KINDS } from "@/db/enums";
import { canonicalJson, type JsonObject } from "@/lib/domain/json";
import { type Ctx, requireScope } from "../context";
import { withRows } from "../rows";

export type EdgeRow = {
  src: number;
  dst: number;
  kind: number;
  class: number;
  evidenceId: string | null;
  doc: JsonObject | null;
};

/** A retired model's lineage stays: what was built from it keeps the hazard (risk-score §3). */
const LINEAGE = new Set<number>([RELATION_KINDS.derived_from, RELATION_KINDS.trained_on, RELATION_KINDS.contains]);

const name = (e: { src: number; kind: number; dst: number }) => `${e.src}/${e.kind}/${e.dst}`;

/** Writes the difference between what a source's edges were and what it says now; unchanged edges are not touched. */
export async function saveEdges(
  tx: Transaction,
  ctx: Ctx,
  o: {
    runId: number;
    sourceId: number;
    rows: readonly EdgeRow[];
    mayRemove: (src: number) => boolean;
    tombstones: ReadonlySet<number>;
  },
): Promise<{ added: number; removed: number }> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  const before = await tx.execute<{
    src: number;
    kind: number;
    dst: number;
    class: number;
    evidence_id: string | null;
    doc: JsonObject | null;
  }>(
    sql`select e.src, e.kind, e.dst, e.class, e.evidence_id, d.doc from edge e
        left join edge_detail d using (workspace_id, src, kind, dst, source_id)
        where e.workspace_id = ${ws} and e.source_id = ${o.sourceId}`,
  );
  const old = new Map(before.rows.map((e) => [name(e), e]));
  const isKnown = (e: EdgeRow) => {
    const was = old.get(name(e));
    return (
      was !== undefined &&
      was.class === e.class &&
      was.evidence_id === e.evidenceId &&
      canonicalJson(was.doc) === canonicalJson(e.doc)
    );
  };
  const now = new Map<string, EdgeRow>();
  for (const e of o.rows) {
    // One source may say an edge twice, of two keys of one asset: the stronger word stands, and of equals the known one.
    const said = now.get(name(e));
    if (!said || e.class < said.class || (e.class === said.class && isKnown(e) && !isKnown(said))) now.set(name(e), e);
  }
  const write = [...now.values()].filter((e) => !isKnown(e));
  const remove = before.rows.filter(
    (e) => !now.has(name(e)) && o.mayRemove(e.src) && !(o.tombstones.has(e.src) && LINEAGE.has(e.kind >> 4)),
  );
  await withRows(
    tx,
    { src: "int", kind: "smallint", dst: "int" },
    [...remove, ...write.filter((e) => e.doc === null)],
    (r) =>
      sql`delete from edge_detail d using ${r} where d.workspace_id = ${ws} and d.source_id = ${o.sourceId} and d.src = r.src and d.kind = r.kind and d.dst = r.dst`,
  );
  await withRows(
    tx,
    { src: "int", kind: "smallint", dst: "int" },
    remove,
    (r) =>
      sql`delete from edge e using ${r} where e.workspace_id = ${ws} and e.source_id = ${o.sourceId} and e.src = r.src and e.kind = r.kind and e.dst = r.dst`,
  );
  await withRows(
    tx,
    { src: "int", kind: "smallint", dst: "int", class: "smallint", evidence_id: "text" },
    write.map((e) => ({ src: e.src, kind: e.kind, dst: e.dst, class: e.class, evidence_id: e.evidenceId })),
    (r) =>
      sql`insert into edge(workspace_id, src, kind, dst, source_id, class, first_run, evidence_id)
          select ${ws}, r.src, r.kind, r.dst, ${o.sourceId}, r.class, ${o.runId}, r.evidence_id from ${r}
          on conflict (workspace_id, src, kind, dst, source_id) do update set class = excluded.class, evidence_id = excluded.evidence_id`,
  );
  await withRows(
    tx,
    { src: "int", kind: "smallint", dst: "int", doc: "jsonb" },
    write.filter((e) => e.doc !== null).map((e) => ({ src: e.src, kind: e.kind, dst: e.dst, doc: e.doc })),
    (r) =>
      sql`insert into edge_detail(workspace_id, src, kind, dst, source_id, doc) select ${ws}, r.src, r.kind, r.dst, ${o.sourceId}, r.doc from ${r}
          on conflict (workspace_id, src, kind, dst, source_id) do update set doc = excluded.doc`,
  );
  return { added: write.filter((e) => !old.has(name(e))).length, removed: remove.length };
}
