import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { BANDS, EXPOSURES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import type { AssetRow } from "@/lib/domain/views/asset-views";
import type { Ctx } from "../context";
import { assetRef, type RefRow } from "./refs";

export type AssetSqlRow = RefRow & {
  owner: string | null;
  env: string | null;
  exposure: number;
  data_scored: number | null;
  criticality_scored: number | null;
  blast_count: number;
  open_risks: number;
  worst_band: number | null;
  score_tenths: number | null;
};

/** The list row of an asset, with the sources that see it and when they last answered. */
export function assetRow(row: AssetSqlRow, seen: { sources: string[]; at: string | null } | undefined): AssetRow {
  return {
    ...assetRef(row),
    owner: row.owner,
    env: row.env,
    exposure: wordOf(EXPOSURES, row.exposure),
    data: row.data_scored,
    criticality: row.criticality_scored,
    blast: row.blast_count,
    openRisks: row.open_risks,
    worstBand: row.worst_band === null ? null : wordOf(BANDS, row.worst_band),
    scoreTenths: row.score_tenths,
    sources: seen?.sources ?? [],
    lastSeenAt: seen?.at ?? null,
  };
}

export type PastSqlRow = RefRow & {
  owner: string | null;
  env: string | null;
  data: number | null;
  criticality: number | null;
};

/** The same of a past moment: what the sources said then. Scores, reach and who saw it are not kept. */
export function pastAssetRow(row: PastSqlRow): AssetRow {
  return {
    ...assetRef(row),
    owner: row.owner,
    env: row.env,
    exposure: "unknown",
    data: row.data,
    criticality: row.criticality,
    blast: null,
    openRisks: null,
    worstBand: null,
    scoreTenths: null,
    sources: [],
    lastSeenAt: null,
  };
}

export const ASSET_COLUMNS = sql.raw(
  "a.id, a.ext_key, a.name, a.kind, a.subtype, a.owner, a.env, a.exposure, a.data_scored, a.criticality_scored, a.blast_count, a.open_risks, a.worst_band, a.score_tenths",
);
export const PAST_COLUMNS = sql.raw(
  "a.id, a.ext_key, a.name, a.kind, a.subtype, a.owner, a.env, a.data, a.criticality",
);

/** Which sources see these assets now, and their newest applied run's time. */
export async function seenBy(
  db: Executor,
  ctx: Ctx,
  ids: readonly number[],
): Promise<Map<number, { sources: string[]; at: string | null }>> {
  const rows = await db.execute<{ asset_id: number; sources: string[]; at: string | null }>(
    sql`select o.asset_id, array_agg(distinct s.name order by s.name) as sources, max(r.at)::text as at
        from asset_obs o join source s on s.workspace_id = o.workspace_id and s.id = o.source_id
        left join run r on r.workspace_id = s.workspace_id and r.id = s.last_run
        where o.workspace_id = ${ctx.workspaceId} and o.asset_id = any(${sql.param([...ids])}::int[]) group by o.asset_id`,
  );
  return new Map(
    rows.rows.map((r) => [r.asset_id, { sources: r.sources, at: r.at ? new Date(r.at).toISOString() : null }]),
  );
}
