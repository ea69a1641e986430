import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { ASSET_KINDS } from "@/db/enums";
import { KIND_FAULT_LINE } from "@/lib/domain/asset";
import { wordOf } from "@/lib/domain/codes";
import type { AssetRef } from "@/lib/domain/views/asset-views";
import type { Ctx } from "../context";

export type RefRow = { id: number; ext_key: string; name: string; kind: number; subtype: string };

/** The short form of an asset from its row. */
export function assetRef(row: RefRow): AssetRef {
  const kind = wordOf(ASSET_KINDS, row.kind);
  return { id: row.id, key: row.ext_key, name: row.name, kind, subtype: row.subtype, faultLine: KIND_FAULT_LINE[kind] };
}

/** Short forms for ids, fetched after a list is cut to its page. Closed assets are found too. */
export async function assetRefs(db: Executor, ctx: Ctx, ids: readonly number[]): Promise<Map<number, AssetRef>> {
  if (ids.length === 0) return new Map();
  const rows = await db.execute<RefRow>(
    sql`select id, ext_key, name, kind, subtype from asset where workspace_id = ${ctx.workspaceId} and id = any(${sql.param([...new Set(ids)])}::int[])`,
  );
  return new Map(rows.rows.map((r) => [r.id, assetRef(r)]));
}
