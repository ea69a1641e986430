import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { AsOfPoint } from "@/lib/domain/page";
import type { AssetPage } from "@/lib/domain/views/asset-views";
import { AssetQuery } from "@/lib/domain/views/queries";
import { type Ctx, listReader, requireScope } from "../context";
import { fromCursor, toCursor } from "../cursor";
import { assetsAt } from "../history/estate-at";
import { recordAt } from "../history/record-at";
import { parseInput } from "../input";
import { keysetPage } from "../keyset";
import { allBut } from "../sql-filters";
import { asOf } from "../workspace/workspace";
import { filteredCounts, wholeCounts } from "./asset-facets";
import { conditionsOf } from "./asset-filters";
import {
  ASSET_COLUMNS,
  type AssetSqlRow,
  assetRow,
  PAST_COLUMNS,
  type PastSqlRow,
  pastAssetRow,
  seenBy,
} from "./asset-rows";

/** Each order is one index read downwards or upwards, then the id; metrics are there once a run was ranked. */
const ORDERS: Record<AssetQuery["sort"], { from: SQL; key: SQL; down: boolean }> = {
  score: { from: sql`asset a`, key: sql`coalesce(a.score_tenths, -1)`, down: true },
  blast: {
    from: sql`asset_metric m join asset a on a.workspace_id = m.workspace_id and a.id = m.asset_id`,
    key: sql`m.down_count`,
    down: true,
  },
  sensitive: {
    from: sql`asset_metric m join asset a on a.workspace_id = m.workspace_id and a.id = m.asset_id and m.sensitive_hops is not null`,
    key: sql`m.sensitive_hops`,
    down: false,
  },
};

type Sorted = AssetSqlRow & { page_key: number; down_count?: number; sensitive_hops?: number | null };

/**
 * The inventory in keyset pages: worst score first unless another order is asked for, then by id. Counts of the whole list
 * are read as written, those under filters stop at 10,000 rows. With `asOf` the estate of that moment, in the order in
 * which its assets became known.
 */
export async function listAssets(ctx: Ctx, input: unknown): Promise<AssetPage> {
  requireScope(ctx, "viewer");
  const query = parseInput(AssetQuery, input);
  const past = await recordAt(ctx, query.asOf);
  return past ? listAt(ctx, query, past) : listNow(ctx, query);
}

async function listNow(ctx: Ctx, query: AssetQuery): Promise<AssetPage> {
  const db = await listReader(ctx);
  const conditions = conditionsOf(ctx.workspaceId, query, null);
  const scored = query.sort === "score";
  const { from, key, down } = ORDERS[query.sort];
  const page = await db.execute<Sorted>(
    keysetPage({
      columns: scored ? ASSET_COLUMNS : sql`${ASSET_COLUMNS}, m.down_count, m.sensitive_hops`,
      from,
      // The order's own table is asked for its workspace, so that its index leads.
      where: sql`${scored ? sql`a.workspace_id` : sql`m.workspace_id`} = ${ctx.workspaceId} and ${allBut(conditions)}`,
      key,
      id: scored ? sql`a.id` : sql`m.asset_id`,
      down,
      cursor: fromCursor(query.cursor, 2),
      limit: query.limit + 1,
    }),
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const seen = await seenBy(
    db,
    ctx,
    rows.map((r) => r.id),
  );
  const whole = scored && !filtered(query) ? await wholeCounts(db, ctx) : null;
  return {
    rows: rows.map((r) => ({
      ...assetRow(r, seen.get(r.id)),
      ...(scored ? {} : { downstream: r.down_count ?? null, sensitiveHops: r.sensitive_hops ?? null }),
    })),
    next: page.rows.length > query.limit && last ? toCursor([last.page_key, last.id]) : null,
    asOf: await asOf(ctx, db),
    ...(whole ?? (await filteredCounts(db, ctx, { from, conditions, groups: ["kind", "owner", "band", "source"] }))),
  };
}

const filtered = (q: AssetQuery) => Boolean(q.q || q.kind || q.owner || q.source || q.band || q.disagree);

async function listAt(ctx: Ctx, query: AssetQuery, past: AsOfPoint): Promise<AssetPage> {
  const db = await listReader(ctx);
  const conditions = conditionsOf(ctx.workspaceId, query, past.record);
  const from = sql`(${assetsAt(ctx.workspaceId, past.record)}) a`;
  const cursor = fromCursor(query.cursor, 1);
  const page = await db.execute<PastSqlRow>(
    sql`select ${PAST_COLUMNS} from ${from} where ${allBut(conditions)} and ${cursor ? sql`a.id > ${cursor[0]}::bigint` : sql`true`} order by a.id limit ${query.limit + 1}`,
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map(pastAssetRow),
    next: page.rows.length > query.limit && last ? toCursor([last.id]) : null,
    asOf: { ...(await asOf(ctx, db)), past },
    ...(await filteredCounts(db, ctx, { from, conditions, groups: ["kind", "owner"] })),
  };
}
