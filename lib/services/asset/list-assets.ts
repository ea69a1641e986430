import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { ASSET_KINDS, BANDS, EXPOSURES } from "@/db/enums";
import { AssetKind, KIND_LABEL, UNCOUNTED_KINDS } from "@/lib/domain/asset";
import { wordOf } from "@/lib/domain/codes";
import type { Facet } from "@/lib/domain/page";
import { BANDS_WORST_FIRST } from "@/lib/domain/severity";
import type { AssetPage, AssetRow } from "@/lib/domain/views/asset-views";
import { AssetQuery } from "@/lib/domain/views/queries";
import { type Ctx, reader, requireScope } from "../context";
import { COUNT_CAP, fromCursor, likePattern, toCursor } from "../cursor";
import { parseInput } from "../input";
import { allBut, type Conditions, oneOf } from "../sql-filters";
import { asOf } from "../workspace/workspace";
import { assetRef, type RefRow } from "./refs";

const NONE = "none";

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

export const ASSET_COLUMNS = sql.raw(
  "a.id, a.ext_key, a.name, a.kind, a.subtype, a.owner, a.env, a.exposure, a.data_scored, a.criticality_scored, a.blast_count, a.open_risks, a.worst_band, a.score_tenths",
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

function conditionsOf(query: AssetQuery): Conditions {
  const c: Conditions = { open: sql`a.closed_record is null` };
  // Files, advisories and attestations are not assets in any count; asked for by kind, they are listed.
  c.kind = query.kind
    ? oneOf(
        sql`a.kind`,
        query.kind.map((k) => ASSET_KINDS[k]),
      )
    : sql`a.kind not in (${sql.join(
        UNCOUNTED_KINDS.map((k) => sql`${ASSET_KINDS[k]}`),
        sql`, `,
      )})`;
  if (query.q) c.q = sql`(a.name ilike ${likePattern(query.q)} or a.ext_key ilike ${likePattern(query.q)})`;
  if (query.owner) c.owner = oneOf(sql`coalesce(a.owner, ${NONE})`, query.owner);
  if (query.band)
    c.band = oneOf(
      sql`a.worst_band`,
      query.band.map((b) => BANDS[b]),
    );
  if (query.source) {
    c.source = sql`exists (select 1 from asset_obs o join source s on s.workspace_id = o.workspace_id and s.id = o.source_id where o.workspace_id = a.workspace_id and o.asset_id = a.id and ${oneOf(sql`s.name`, query.source)})`;
  }
  return c;
}

async function facet(db: Executor, ctx: Ctx, value: SQL, where: SQL, label: (v: string) => string): Promise<Facet[]> {
  const rows = await db.execute<{ v: string; n: number }>(
    sql`select ${value}::text as v, count(*)::int as n from asset a where a.workspace_id = ${ctx.workspaceId} and ${where} group by 1 order by n desc, v limit 30`,
  );
  return rows.rows.map((r) => ({ value: r.v, label: label(r.v), count: r.n }));
}

/** The inventory, worst score first, then by id; keyset pages; facet counts leave their own filter out. */
export async function listAssets(ctx: Ctx, input: unknown): Promise<AssetPage> {
  requireScope(ctx, "viewer");
  const query = parseInput(AssetQuery, input);
  const db = reader();
  const c = conditionsOf(query);
  const cursor = fromCursor(query.cursor, 2);
  const after = cursor
    ? sql`(coalesce(a.score_tenths, -1) < ${cursor[0]}::bigint or (coalesce(a.score_tenths, -1) = ${cursor[0]}::bigint and a.id > ${cursor[1]}::bigint))`
    : sql`true`;
  const where = allBut(c);
  const page = await db.execute<AssetSqlRow>(
    sql`select ${ASSET_COLUMNS} from asset a where a.workspace_id = ${ctx.workspaceId} and ${where} and ${after}
        order by coalesce(a.score_tenths, -1) desc, a.id limit ${query.limit + 1}`,
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const count = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from (select 1 from asset a where a.workspace_id = ${ctx.workspaceId} and ${where} limit ${COUNT_CAP + 1}) x`,
  );
  const total = count.rows[0]?.n ?? 0;
  const seen = await seenBy(
    db,
    ctx,
    rows.map((r) => r.id),
  );
  const bandLabel = (v: string) => wordOf(BANDS, Number(v));
  const kindWord = (v: string) => AssetKind.parse(wordOf(ASSET_KINDS, Number(v)));
  const [kind, owner, band, source] = [
    await facet(db, ctx, sql`a.kind`, allBut(c, "kind"), kindWord),
    await facet(db, ctx, sql`coalesce(a.owner, ${NONE})`, allBut(c, "owner"), (v) => (v === NONE ? "No owner" : v)),
    await facet(db, ctx, sql`a.worst_band`, sql`${allBut(c, "band")} and a.worst_band is not null`, bandLabel),
    await sourceFacet(db, ctx, allBut(c, "source")),
  ];
  return {
    rows: rows.map((r) => assetRow(r, seen.get(r.id))),
    next: page.rows.length > query.limit && last ? toCursor([last.score_tenths ?? -1, last.id]) : null,
    total: Math.min(total, COUNT_CAP),
    totalCapped: total > COUNT_CAP,
    asOf: await asOf(ctx),
    facets: {
      kind: kind.map((f) => ({ ...f, value: f.label, label: KIND_LABEL[AssetKind.parse(f.label)].many })),
      owner,
      band: BANDS_WORST_FIRST.map((b) => ({ value: b, label: b, count: band.find((f) => f.label === b)?.count ?? 0 })),
      source,
    },
  };
}

async function sourceFacet(db: Executor, ctx: Ctx, where: SQL): Promise<Facet[]> {
  const rows = await db.execute<{ v: string; n: number }>(
    sql`select s.name as v, count(distinct a.id)::int as n from asset a
        join asset_obs o on o.workspace_id = a.workspace_id and o.asset_id = a.id
        join source s on s.workspace_id = o.workspace_id and s.id = o.source_id
        where a.workspace_id = ${ctx.workspaceId} and ${where} group by 1 order by n desc, v limit 30`,
  );
  return rows.rows.map((r) => ({ value: r.v, label: r.v, count: r.n }));
}
