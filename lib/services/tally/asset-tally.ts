import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { ASSET_KINDS, COLLECTION_OUTCOMES, RELATION_KINDS } from "@/db/enums";
import { UNCOUNTED_KINDS } from "@/lib/domain/asset";
import { type Ctx, requireScope } from "../context";
import { readTally, writeFacets } from "./tally";

/** Owners kept of an estate; a facet shows fewer. */
const OWNERS = 200;
/** A value is part of a key and has to fit into an index page. */
const FITS = 1_000;

/** Files, advisories and attestations stand in no count of assets. */
export const COUNTED = sql.raw(`a.kind not in (${UNCOUNTED_KINDS.map((k) => ASSET_KINDS[k]).join(", ")})`);
export const NO_OWNER = "none";

/**
 * Writes the counts of the unfiltered asset list and of the overview: by kind, owner, band, source, and what is loaded.
 * Called at the end of whatever changed assets or edges, in its transaction; `ahead` of the graph's version where that is
 * raised only after it, so that its row is not held while a million assets are counted. Does nothing where the counts are
 * of that version already.
 */
export async function writeAssetTally(tx: Transaction, ctx: Ctx, ahead = 0): Promise<void> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  const known = (await readTally(tx, ctx, "asset")).get("version")?.get("");
  const now = await tx.execute<{ version: number }>(
    sql`select graph_version as version from workspace where id = ${ws}`,
  );
  const version = (now.rows[0]?.version ?? 0) + ahead;
  if (known !== undefined && known === version) return;
  // Right after a large load the server still takes the workspace for a few rows and would compare each with each.
  await tx.execute(sql`set local enable_nestloop = off`);
  await writeFacets(
    tx,
    ctx,
    "asset",
    ["kind", "owner", "band", "mcp", "loaded", "source", "source_id", "version"],
    sql`with cube as materialized (
          select a.kind, coalesce(a.owner, ${NO_OWNER}) as owner, a.worst_band as band, a.subtype = 'mcp_server' as mcp, ${COUNTED} as counted, count(*) as n
          from asset a where a.workspace_id = ${ws} and a.closed_record is null group by 1, 2, 3, 4, 5),
        seen as materialized (
          select distinct o.source_id, o.asset_id from asset_obs o join asset a on a.workspace_id = ${ws} and a.id = o.asset_id and a.closed_record is null and ${COUNTED}
          where o.workspace_id = ${ws}),
        by_source as materialized (select source_id, count(*) as n from seen group by 1),
        twice as (select name from source where workspace_id = ${ws} group by 1 having count(*) > 1)
        select 'kind' as facet, kind::text as value, sum(n) as n from cube group by 2
        union all (select 'owner', owner, sum(n) from cube where counted and octet_length(owner) <= ${FITS} group by 2 order by 3 desc, 2 limit ${OWNERS})
        union all select 'band', band::text, sum(n) from cube where counted group by 2
        union all select 'mcp', '', coalesce(sum(n) filter (where mcp), 0) from cube
        union all select 'loaded', '', count(*) from asset a where a.workspace_id = ${ws} and a.kind = ${ASSET_KINDS.model} and a.closed_record is null and ${LOADED}
        union all select 'source_id', source_id::text, n from by_source
        union all select 'source', s.name, b.n from by_source b join source s on s.workspace_id = ${ws} and s.id = b.source_id where s.name not in (select name from twice)
        union all select 'source', s.name, count(distinct x.asset_id) from seen x join source s on s.workspace_id = ${ws} and s.id = x.source_id where s.name in (select name from twice) group by 2
        union all select 'version', '', ${version}::bigint`,
  );
  await tx.execute(sql`set local enable_nestloop = on`);
}

/** Whether something loads it. */
export const LOADED: SQL = sql`exists (select 1 from edge e where e.workspace_id = a.workspace_id and e.dst = a.id and e.kind = ${RELATION_KINDS.loads * 16})`;

/** Bands change with each ranking, the rest of the counts do not. */
export async function writeBandTally(tx: Transaction, ctx: Ctx): Promise<void> {
  requireScope(ctx, "admin");
  await writeFacets(
    tx,
    ctx,
    "asset",
    ["band"],
    sql`select 'band', a.worst_band::text, count(*) from asset a where a.workspace_id = ${ctx.workspaceId} and a.closed_record is null
          and coalesce(a.score_tenths, -1) >= 0 and a.worst_band is not null and ${COUNTED} group by 2`,
  );
}

/**
 * An asset that a source's newest applied run confirmed: the source sees it, and no scope that could hold it ended
 * otherwise than complete.
 */
export const CONFIRMED_IDS = (workspaceId: number): SQL => sql`
  with answered as materialized (select id, last_run from source where workspace_id = ${workspaceId} and last_run is not null),
    lacking as materialized (select s.id as source_id, x.scope from answered s join run_scope x on x.workspace_id = ${workspaceId} and x.run_id = s.last_run
      and x.outcome <> ${COLLECTION_OUTCOMES.complete} group by 1, 2)
  select o.asset_id from asset_obs o where o.workspace_id = ${workspaceId} and o.source_id in (select id from answered)
    and not exists (select 1 from lacking l where l.source_id = o.source_id and (l.scope = o.scope or o.scope = ''))`;

/**
 * Writes how many assets of each kind the newest runs confirmed. Called when a run ends; counts again only where assets
 * changed or a source's newest run left other scopes open than the one before.
 */
export async function writeConfirmedTally(tx: Transaction, ctx: Ctx): Promise<void> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  const now = await tx.execute<{ key: string }>(
    sql`select hashtextextended(concat_ws(';', w.graph_version, (select string_agg(concat_ws(',', s.id, s.last_run is null,
          (select string_agg(distinct x.scope, '|' order by x.scope) from run_scope x where x.workspace_id = s.workspace_id and x.run_id = s.last_run and x.outcome <> ${COLLECTION_OUTCOMES.complete})), ';' order by s.id)
          from source s where s.workspace_id = w.id)), 0)::text as key from workspace w where w.id = ${ws}`,
  );
  const key = now.rows[0]?.key ?? "0";
  const known = await tx.execute<{ value: string }>(
    sql`select value from tally where workspace_id = ${ws} and list = 'asset' and facet = 'confirmed_key'`,
  );
  if (known.rows[0]?.value === key) return;
  await writeFacets(
    tx,
    ctx,
    "asset",
    ["confirmed", "confirmed_key"],
    sql`select 'confirmed', a.kind::text, count(*) from asset a where a.workspace_id = ${ws} and a.closed_record is null and ${COUNTED}
          and a.id in (${CONFIRMED_IDS(ws)}) group by 2
        union all select 'confirmed_key', ${key}::text, 1`,
  );
}
