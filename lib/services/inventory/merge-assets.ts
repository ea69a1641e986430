import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { ASSET_KINDS } from "@/db/enums";
import type { Json, JsonObject } from "@/lib/domain/json";
import { type Ctx, requireScope } from "../context";
import { withRows } from "../rows";
import { GRAPH_OP } from "./graph-log";
import { attrsOf, mergedHash, type ObsDoc } from "./staged-lines";
import { dropTombstoneLineage } from "./write-edges";

export type ObsRow = {
  assetId: number;
  sourceId: number;
  class: number;
  changedRecord: number;
  doc: ObsDoc;
  pageId: number | null;
  spot: string | null;
};
type Merged = {
  kind: number;
  subtype: string;
  name: string;
  owner: string | null;
  env: string | null;
  data: number | null;
  criticality: number | null;
  attrs: JsonObject;
  page_id: number | null;
  spot: string | null;
};

/** Assets merged at once: what their sources say of them is in memory together. */
const CHUNK = 2_000;

/** Published precedence of facts: verified, observed, declared, inferred; then the newer word; then the older source. */
export function byPrecedence(
  a: Pick<ObsRow, "class" | "changedRecord" | "sourceId">,
  b: Pick<ObsRow, "class" | "changedRecord" | "sourceId">,
): number {
  return a.class - b.class || b.changedRecord - a.changedRecord || a.sourceId - b.sourceId;
}

/** The merged view of one asset from all that sources say: for each property the first by precedence that says anything. */
function mergeFacts(rows: readonly ObsRow[]): Merged | null {
  const [best, ...rest] = [...rows].sort(byPrecedence);
  if (!best) return null;
  const all = [best, ...rest];
  const first = <T>(pick: (d: ObsDoc) => T | null): T | null => {
    for (const row of all) {
      const value = pick(row.doc);
      if (value !== null) return value;
    }
    return null;
  };
  const attrs: Record<string, Json> = {};
  for (const row of all) {
    // null means that a source looked and found nothing: it stands until another source says more, and is not the same
    // as a property nobody looked for.
    for (const [key, value] of Object.entries(row.doc.props)) if ((attrs[key] ?? null) === null) attrs[key] = value;
  }
  // Known by reference only means that nobody describes it: one description ends that.
  if (rows.some((r) => r.doc.props.by_reference !== true)) delete attrs.by_reference;
  const exact = all.find((r) => r.doc.subtype !== "unknown" && r.doc.subtype !== "other") ?? best;
  return {
    kind: ASSET_KINDS[best.doc.kind],
    subtype: exact.doc.kind === best.doc.kind ? exact.doc.subtype : best.doc.subtype,
    name: best.doc.name,
    owner: first((d) => d.owner),
    env: first((d) => d.env),
    data: first((d) => d.data),
    criticality: first((d) => d.criticality),
    attrs: attrsOf(attrs),
    page_id: best.pageId,
    spot: best.spot,
  };
}

/**
 * Recomputes the merged rows of `ids`, writes those that differ, closes those nobody sees any more and re-opens those seen
 * again. What a row said before goes to asset_version under the record that ended it.
 */
export async function mergeAssets(
  tx: Transaction,
  ctx: Ctx,
  o: { record: number; ids: readonly number[] },
): Promise<{ changed: number; closed: number }> {
  requireScope(ctx, "admin");
  const total = { changed: 0, closed: 0 };
  for (let i = 0; i < o.ids.length; i += CHUNK) {
    const done = await mergeSome(tx, ctx.workspaceId, o.record, o.ids.slice(i, i + CHUNK));
    total.changed += done.changed;
    total.closed += done.closed;
  }
  return total;
}

async function mergeSome(
  tx: Transaction,
  ws: number,
  record: number,
  ids: readonly number[],
): Promise<{ changed: number; closed: number }> {
  const obs = await tx.execute<{
    asset_id: number;
    source_id: number;
    class: number;
    changed_record: number;
    doc: ObsDoc;
    page_id: number | null;
    spot: string | null;
  }>(
    sql`select asset_id, source_id, class, changed_record, doc, page_id, spot from asset_obs where workspace_id = ${ws} and asset_id = any(${sql.param([...ids])}::int[])`,
  );
  const current = await tx.execute<{ id: number; h: string; closed_record: number | null }>(
    sql`select id, h::text, closed_record from asset where workspace_id = ${ws} and id = any(${sql.param([...ids])}::int[])`,
  );
  const byAsset = Map.groupBy(
    obs.rows.map(
      (r): ObsRow => ({
        assetId: r.asset_id,
        sourceId: r.source_id,
        class: r.class,
        changedRecord: r.changed_record,
        doc: r.doc,
        pageId: r.page_id,
        spot: r.spot,
      }),
    ),
    (r) => r.assetId,
  );
  const updates: (Merged & { id: number; h: string; op: string })[] = [];
  const closed: number[] = [];
  for (const row of current.rows) {
    const merged = mergeFacts(byAsset.get(row.id) ?? []);
    if (!merged) {
      if (row.closed_record === null) closed.push(row.id);
      continue;
    }
    const h = mergedHash(merged).toString();
    if (h === row.h && row.closed_record === null) continue;
    updates.push({ id: row.id, h, op: row.closed_record === null ? "c" : "r", ...merged });
  }
  await archiveAssets(tx, ws, record, [
    ...updates.map((u) => ({ id: u.id, op: u.op })),
    ...closed.map((id) => ({ id, op: "d" })),
  ]);
  await withRows(
    tx,
    {
      id: "int",
      h: "bigint",
      kind: "smallint",
      subtype: "text",
      name: "text",
      owner: "text",
      env: "text",
      data: "smallint",
      criticality: "smallint",
      attrs: "jsonb",
      page_id: "int",
      spot: "text",
    },
    updates,
    (r) =>
      sql`update asset a set h = r.h, kind = r.kind, subtype = r.subtype, name = r.name, owner = r.owner, env = r.env, data = r.data, criticality = r.criticality,
          attrs = r.attrs, page_id = r.page_id, spot = r.spot, changed_record = ${record}, closed_record = null from ${r} where a.workspace_id = ${ws} and a.id = r.id`,
  );
  await closeAssets(tx, ws, record, closed);
  const again = updates.filter((u) => u.op === "r").map((u) => u.id);
  await dropTombstoneLineage(tx, ws, record, again);
  return { changed: updates.length, closed: closed.length };
}

/** Keeps what assets say until now under the record that ends it, and lists them as changed. */
export async function archiveAssets(
  tx: Transaction,
  ws: number,
  record: number,
  rows: readonly { id: number; op: string }[],
): Promise<void> {
  await withRows(
    tx,
    { id: "int", op: "text" },
    rows,
    (r) =>
      sql`insert into asset_version(workspace_id, asset_id, from_record, to_record, op, doc)
          select a.workspace_id, a.id, a.changed_record, ${record}::int, r.op, jsonb_build_object('kind', a.kind, 'subtype', a.subtype, 'name', a.name, 'owner', a.owner, 'env', a.env,
                 'data', a.data, 'criticality', a.criticality, 'attrs', a.attrs, 'page_id', a.page_id, 'spot', a.spot, 'closed', a.closed_record is not null)
          from asset a, ${r} where a.workspace_id = ${ws} and a.id = r.id and a.changed_record < ${record} on conflict do nothing`,
  );
  await withRows(
    tx,
    { id: "int" },
    rows,
    (r) => sql`insert into graph_delta(op, src) select ${GRAPH_OP.assetChanged}, r.id from ${r}`,
  );
}

/** Marks assets as gone since `record`. */
export async function closeAssets(tx: Transaction, ws: number, record: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(
    sql`update asset set closed_record = ${record}, changed_record = ${record} where workspace_id = ${ws} and id = any(${sql.param([...ids])}::int[])`,
  );
}
