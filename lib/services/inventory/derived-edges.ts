import "server-only";
import { sql } from "drizzle-orm";
import type { PoolClient } from "pg";
import type { Transaction } from "@/db/client";
import type { JsonObject } from "@/lib/domain/json";
import { canonicalJson } from "@/lib/domain/json";
import { type Ctx, requireScope } from "../context";
import type { Cell } from "./copy-rows";
import { copyRows } from "./copy-rows";
import { writeEdgeDiff } from "./write-edges";

/** Derived edges have no source of their own. */
const DERIVED_SOURCE = 0;

export type EdgeRow = {
  src: number;
  dst: number;
  kind: number;
  class: number;
  pageId: number | null;
  spot: string | null;
  doc: JsonObject | null;
};

/** Replaces all derived edges by these; unchanged ones are not touched. */
export async function saveDerivedEdges(
  tx: Transaction,
  client: PoolClient,
  ctx: Ctx,
  record: number,
  rows: readonly EdgeRow[],
): Promise<{ added: number; removed: number }> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  await tx.execute(
    sql`create temp table edge_new (src int, kind smallint, dst int, class smallint, page_id int, spot text, doc jsonb) on commit drop`,
  );
  await copyRows(
    client,
    "edge_new",
    rows.map((e): Cell[] => [e.src, e.kind, e.dst, e.class, e.pageId, e.spot, e.doc ? canonicalJson(e.doc) : null]),
  );
  await tx.execute(
    sql`create temp table changed_src on commit drop as select src from edge_new union select src from edge where workspace_id = ${ws} and source_id = ${DERIVED_SOURCE}`,
  );
  // Derived edges follow from facts alone: what does not follow any more goes, whoever collected it and how.
  await tx.execute(sql`create temp table kept_src (src int) on commit drop`);
  await tx.execute(sql`create temp table gone (asset_id int) on commit drop`);
  return writeEdgeDiff(tx, { ws, sourceId: DERIVED_SOURCE, record });
}
