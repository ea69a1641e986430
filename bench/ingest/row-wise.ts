import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import { ASSET_KINDS, EVIDENCE_CLASSES } from "@/db/enums";
import { asset, assetObs, edge } from "@/db/schema";
import { edgeCode } from "@/lib/domain/relation";
import { Snapshot } from "../estate/snapshot";
import { timed } from "../rounds";

const ONE_BY_ONE = 5_000;
const TOGETHER = 60_000;
const BATCH = 500;

type Rows = {
  assets: (typeof asset.$inferInsert)[];
  obs: (typeof assetObs.$inferInsert)[];
  edges: (typeof edge.$inferInsert)[];
};

/** Rows as an ingest of the made estate writes them, about `count` of them: an asset, its observation, its edges. */
function rowsOf(workspaceId: number, count: number): Rows {
  const made = new Snapshot(Math.max(1_000, Math.ceil(count / 6)));
  const rows: Rows = { assets: [], obs: [], edges: [] };
  let n = 0;
  for (const at of made.nodes()) {
    if (n >= count) break;
    const { kind, subtype } = made.plan.groupOf(at.node);
    const { key, props, data, criticality, ...said } = made.names.wordsOf(at.node);
    const id = at.node + 1;
    const common = { workspaceId, changedRecord: 1, h: BigInt(at.node), pageId: 1, spot: `L${id}` };
    const asset = { ...common, id, firstRecord: 1, kind: ASSET_KINDS[kind], subtype, extKey: key, attrs: props };
    rows.assets.push({ ...asset, ...said, data, criticality });
    rows.obs.push({ ...common, sourceId: 1, extKey: key, assetId: id, class: EVIDENCE_CLASSES.observed, doc: props });
    const edges = made.edgesOf(at).map((e) => ({ src: id, kind: edgeCode(e.relation, e.variant), dst: e.to + 1 }));
    for (const e of edges) rows.edges.push({ ...common, ...e, sourceId: 1, class: EVIDENCE_CLASSES.observed });
    n += 2 + edges.length;
  }
  return rows;
}

export type Rate = { rows: number; perSecond: number };

const rateOf = (rows: number, ms: number): Rate => ({ rows, perSecond: (1_000 * rows) / ms });

/** One statement a row, each its own transaction: the rate that a loop over an ORM reaches. */
export async function oneByOne(pool: Pool, workspaceId: number): Promise<Rate> {
  const db = drizzle(pool);
  const rows = rowsOf(workspaceId, ONE_BY_ONE);
  const { ms } = await timed(async () => {
    for (const row of rows.assets)
      await db
        .insert(asset)
        .values(row)
        .onConflictDoUpdate({ target: [asset.workspaceId, asset.id], set: { name: row.name, attrs: row.attrs } });
    for (const row of rows.obs)
      await db
        .insert(assetObs)
        .values(row)
        .onConflictDoUpdate({ target: [assetObs.workspaceId, assetObs.sourceId, assetObs.extKey], set: { h: row.h } });
    for (const row of rows.edges) await db.insert(edge).values(row).onConflictDoNothing();
  });
  return rateOf(rows.assets.length + rows.obs.length + rows.edges.length, ms);
}

/** Five hundred rows a statement, each its own transaction. */
export async function manyTogether(pool: Pool, workspaceId: number): Promise<Rate> {
  const db = drizzle(pool);
  const rows = rowsOf(workspaceId, TOGETHER);
  const { ms } = await timed(async () => {
    for (let at = 0; at < rows.assets.length; at += BATCH)
      await db
        .insert(asset)
        .values(rows.assets.slice(at, at + BATCH))
        .onConflictDoNothing();
    for (let at = 0; at < rows.obs.length; at += BATCH)
      await db
        .insert(assetObs)
        .values(rows.obs.slice(at, at + BATCH))
        .onConflictDoNothing();
    for (let at = 0; at < rows.edges.length; at += BATCH)
      await db
        .insert(edge)
        .values(rows.edges.slice(at, at + BATCH))
        .onConflictDoNothing();
  });
  return rateOf(rows.assets.length + rows.obs.length + rows.edges.length, ms);
}
