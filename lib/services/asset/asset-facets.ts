import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { ASSET_KINDS, BANDS } from "@/db/enums";
import { AssetKind, KIND_LABEL, UNCOUNTED_KINDS } from "@/lib/domain/asset";
import { wordOf } from "@/lib/domain/codes";
import type { Facet } from "@/lib/domain/page";
import { BANDS_WORST_FIRST } from "@/lib/domain/severity";
import type { AssetPage } from "@/lib/domain/views/asset-views";
import type { Ctx } from "../context";
import { COUNT_CAP } from "../cursor";
import { allBut, type Conditions } from "../sql-filters";
import { NO_OWNER } from "../tally/asset-tally";
import { readTally, type Tally } from "../tally/tally";

const SHOWN = 30;
type Counts = Pick<AssetPage, "facets" | "facetsCapped" | "total" | "totalCapped">;
type Group = keyof AssetPage["facets"];
type Values = ReadonlyMap<string, number>;

const NONE_YET: Values = new Map();
const VALUE: Record<Group, SQL> = {
  kind: sql`a.kind::text`,
  owner: sql`coalesce(a.owner, ${NO_OWNER})`,
  band: sql`a.worst_band::text`,
  source: sql`null::text`,
};

/** Most first, then by name, as many as a screen shows. */
function words(values: Values, label: (v: string) => string): Facet[] {
  return [...values]
    .filter(([, n]) => n > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, SHOWN)
    .map(([value, count]) => ({ value, label: label(value), count }));
}

function facetsOf(counts: Record<Group, Values>): AssetPage["facets"] {
  const kinds = new Map([...counts.kind].map(([code, n]) => [wordOf(ASSET_KINDS, Number(code)) as string, n]));
  return {
    kind: words(kinds, (v) => KIND_LABEL[AssetKind.parse(v)].many),
    owner: words(counts.owner, (v) => (v === NO_OWNER ? "No owner" : v)),
    band: BANDS_WORST_FIRST.map((b) => ({ value: b, label: b, count: counts.band.get(String(BANDS[b])) ?? 0 })),
    source: words(counts.source, (v) => v),
  };
}

/** Counts of the whole list, as the newest ingest and ranking wrote them; null before the first. */
export function countsFromTally(tally: Tally): Counts | null {
  const kinds = tally.get("kind");
  if (!kinds) return null;
  const uncounted = new Set(UNCOUNTED_KINDS.map((k) => String(ASSET_KINDS[k])));
  const total = [...kinds].reduce((n, [code, count]) => (uncounted.has(code) ? n : n + count), 0);
  const of = (group: Group) => tally.get(group) ?? NONE_YET;
  return {
    facets: facetsOf({ kind: kinds, owner: of("owner"), band: of("band"), source: of("source") }),
    facetsCapped: false,
    total,
    totalCapped: false,
  };
}

/** The counts of the list as it stands without any filter. */
export async function wholeCounts(db: Executor, ctx: Ctx): Promise<Counts | null> {
  return countsFromTally(await readTally(db, ctx, "asset"));
}

/**
 * Counts under filters: of the first 10,000 rows that match, whichever they are, so that no screen counts a million. Each
 * group leaves its own filter out. `from` is `asset a`, or the assets of a past moment, which know no band and no source.
 */
export async function filteredCounts(
  db: Executor,
  ctx: Ctx,
  o: { from: SQL; conditions: Conditions; groups: readonly Group[] },
): Promise<Counts> {
  // Groups without a filter of their own all count the same rows: those are looked for once.
  const apart = o.groups.filter((g) => g in o.conditions);
  const together = o.groups.filter((g) => !apart.includes(g));
  const counts: Record<Group, Values> = { kind: NONE_YET, owner: NONE_YET, band: NONE_YET, source: NONE_YET };
  const shared = await countSome(db, ctx, o.from, allBut(o.conditions), together);
  for (const group of together) counts[group] = shared.values.get(group) ?? NONE_YET;
  const total = shared.seen;
  let capped = together.length > 0 && total > COUNT_CAP;
  for (const group of apart) {
    const own = await countSome(db, ctx, o.from, allBut(o.conditions, group), [group]);
    counts[group] = own.values.get(group) ?? NONE_YET;
    capped ||= own.seen > COUNT_CAP;
  }
  return {
    facets: facetsOf(counts),
    facetsCapped: capped,
    total: Math.min(total, COUNT_CAP),
    totalCapped: total > COUNT_CAP,
  };
}

/** Counts by each group over one set of at most 10,001 rows, and how many rows it held. */
async function countSome(
  db: Executor,
  ctx: Ctx,
  from: SQL,
  where: SQL,
  groups: readonly Group[],
): Promise<{ seen: number; values: Map<string, Map<string, number>> }> {
  const columns = sql.join([sql`a.id`, ...groups.map((g) => sql`${VALUE[g]} as ${sql.identifier(`v_${g}`)}`)], sql`, `);
  const parts = groups.map((g) =>
    g === "source"
      ? sql`select 'source', s.name, count(distinct o.asset_id)::int from x join asset_obs o on o.workspace_id = ${ctx.workspaceId} and o.asset_id = x.id
            join source s on s.workspace_id = o.workspace_id and s.id = o.source_id group by 2`
      : sql`select ${g}::text, ${sql.identifier(`v_${g}`)}, count(*)::int from x where ${sql.identifier(`v_${g}`)} is not null group by 2`,
  );
  const rows = await db.execute<{ g: string; v: string; n: number }>(
    sql`with x as materialized (select ${columns} from ${from} where a.workspace_id = ${ctx.workspaceId} and ${where} limit ${COUNT_CAP + 1})
        ${sql.join([sql`select 'seen' as g, '' as v, count(*)::int as n from x`, ...parts], sql` union all `)}`,
  );
  const values = new Map<string, Map<string, number>>();
  for (const { g, v, n } of rows.rows) values.set(g, (values.get(g) ?? new Map<string, number>()).set(v, n));
  return { seen: values.get("seen")?.get("") ?? 0, values };
}
