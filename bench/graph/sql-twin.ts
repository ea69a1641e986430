import type { Pool } from "pg";
import { RELATION_KINDS, RELATION_VARIANTS } from "@/db/enums";
import { edgeCode, RELATIONS, type RelationKind, type RelationSet } from "@/lib/domain/relation";

/** Stored edge kinds of every relation in one of the sets, all variants. */
function codesOf(sets: readonly RelationSet[], but: readonly RelationKind[] = []): number[] {
  return (Object.keys(RELATION_KINDS) as RelationKind[])
    .filter((r) => RELATIONS[r].set.some((s) => sets.includes(s)) && !but.includes(r))
    .flatMap((r) => {
      const variants = Object.keys((RELATION_VARIANTS as Record<string, Record<string, number>>)[r] ?? {});
      return [edgeCode(r, null), ...variants.map((v) => edgeCode(r, v))];
    });
}

/** What depends on an asset: the impact set backwards, `exposes` alone forwards. */
const DOWN = codesOf(["L", "I"], ["exposes"]);
const EXPOSES = codesOf(["I"]).filter((code) => code >> 4 === RELATION_KINDS.exposes);

/** UNION over ids alone, each node once, both covering keys: the best closure that SQL has (graph.md §2.2). */
const CLOSURE = `with recursive r(id) as (select $2::int union select x.id from r cross join lateral (
   select e.src as id from edge e where e.workspace_id = $1 and e.dst = r.id and e.kind = any($3::smallint[])
   union all select e.dst from edge e where e.workspace_id = $1 and e.src = r.id and e.kind = any($4::smallint[])) x)`;

/** All that depends on `root`, itself left out, in no order. */
export async function sqlClosure(pool: Pool, ws: number, root: number): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>({
    name: "closure",
    text: `${CLOSURE} select id from r where id <> $2`,
    values: [ws, root, DOWN, EXPOSES],
  });
  return rows.map((r) => r.id);
}

export type TopRow = { id: number; name: string; score: number | null; total: number };

/** Blast radius as a screen shows it: how many, and the fifty with the worst scores by name. */
export async function sqlBlastTop(pool: Pool, ws: number, root: number): Promise<TopRow[]> {
  const { rows } = await pool.query<TopRow>({
    name: "blast",
    text: `${CLOSURE} select a.id, a.name, a.score_tenths as score, (count(*) over ())::int as total from r
           join asset a on a.workspace_id = $1 and a.id = r.id where r.id <> $2
           order by coalesce(a.score_tenths, -1) desc, a.id limit 50`,
    values: [ws, root, DOWN, EXPOSES],
  });
  return rows;
}

const ATTACK = codesOf(["A"]);
const BACK = codesOf(["I"]).filter((code) => code >> 4 === RELATION_KINDS.stored_in);

/** Shortest way from an exposed asset to sensitive data, six hops at most, by depth: what one question costs in SQL. */
export async function sqlShortest(pool: Pool, ws: number, root: number): Promise<number | null> {
  const { rows } = await pool.query<{ depth: number | null }>({
    name: "shortest",
    text: `with recursive r(id, depth) as (select $2::int, 0 union select x.id, r.depth + 1 from r cross join lateral (
             select e.dst as id from edge e where e.workspace_id = $1 and e.src = r.id and e.kind = any($3::smallint[])
             union all select e.src from edge e where e.workspace_id = $1 and e.dst = r.id and e.kind = any($4::smallint[])) x
             where r.depth < 6)
           select min(r.depth) as depth from r join asset a on a.workspace_id = $1 and a.id = r.id where a.kind = 2 and a.data_scored >= 3`,
    values: [ws, root, ATTACK, BACK],
  });
  return rows[0]?.depth ?? null;
}
