import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { ASSET_KINDS, BANDS, RELATION_KINDS } from "@/db/enums";
import type { AssetKind } from "@/lib/domain/asset";
import { FaultlineError } from "@/lib/domain/errors";
import { parseSearch, type SearchTerm } from "@/lib/domain/search";
import type { AssetQuery } from "@/lib/domain/views/queries";
import { likePattern, prefixPattern } from "../cursor";
import { type Conditions, oneOf } from "../sql-filters";
import { COUNTED, NO_OWNER } from "../tally/asset-tally";

/** Shorter fragments have no trigram: they match from a name's beginning. */
const TRIGRAM = 3;

/**
 * The conditions of the list by name; `a` is the asset, now or, with a record, as `assetsAt` gives it. Throws invalid_input
 * for a search line that says nothing and, of a past moment, for what only the present knows. Files, advisories and
 * attestations stand in no count: they are listed when asked for by kind or digest.
 */
export function conditionsOf(ws: number, query: AssetQuery, record: number | null): Conditions {
  const { words, terms } = parseSearch(query.q ?? "");
  const c: Conditions = { open: record === null ? sql`a.closed_record is null` : sql`not a.closed` };
  if (record !== null) refuseOfThePast(query, terms);
  const named = terms.some((t) => t.operator === "digest" || (t.operator === "kind" && !t.not));
  if (query.kind) c.kind = kindIn(query.kind);
  else if (!named) c.kind = COUNTED;
  if (words) c.q = wordsMatch(ws, words);
  for (const [i, term] of terms.entries())
    c[`term${i}`] = term.not ? sql`not (${termHolds(ws, term, record)})` : termHolds(ws, term, record);
  if (query.owner) c.owner = oneOf(sql`coalesce(a.owner, ${NO_OWNER})`, query.owner);
  if (query.band)
    c.band = oneOf(
      sql`a.worst_band`,
      query.band.map((b) => BANDS[b]),
    );
  if (query.source) c.source = seenByOneOf(oneOf(sql`s.name`, query.source));
  if (query.disagree) c.disagree = DISAGREE;
  return c;
}

/** Scores and who sees what are kept for now alone. */
function refuseOfThePast(query: AssetQuery, terms: readonly SearchTerm[]): void {
  const asked = [
    ...(query.band ? ["band"] : []),
    ...(query.source || terms.some((t) => t.operator === "source") ? ["source"] : []),
    ...(query.disagree ? ["disagree"] : []),
    ...(query.sort === "score" ? [] : ["sort"]),
  ];
  if (asked.length > 0)
    throw new FaultlineError(
      "invalid_input",
      `${asked.join(" and ")} ${asked.length === 1 ? "is" : "are"} known for now only, not for a past moment: leave ${asked.length === 1 ? "it" : "them"} out, or leave asOf out.`,
      `/${asked[0]}`,
    );
}

const kindIn = (kinds: readonly AssetKind[]): SQL =>
  oneOf(
    sql`a.kind`,
    kinds.map((k) => ASSET_KINDS[k]),
  );

const seenByOneOf = (which: SQL): SQL =>
  sql`exists (select 1 from asset_obs o join source s on s.workspace_id = o.workspace_id and s.id = o.source_id where o.workspace_id = a.workspace_id and o.asset_id = a.id and ${which})`;

/** By trigrams within the name; a fragment that looks like a key also from the key's beginning, or as a whole alias. */
function wordsMatch(ws: number, words: string): SQL {
  const name =
    words.length < TRIGRAM
      ? sql`lower(a.name) like ${prefixPattern(words.toLowerCase())}`
      : sql`a.name ilike ${likePattern(words)}`;
  if (!/[:/@]/.test(words)) return name;
  return sql`(${name} or a.id in (${keyed(ws, sql`like ${prefixPattern(words)}`, sql`= ${words}`)}))`;
}

/**
 * Ids by key or another name, through their indexes: a set of its own, so that the list's order is not walked to its end
 * with a question at each row.
 */
const keyed = (ws: number, key: SQL, alias: SQL): SQL =>
  sql`select x.id from asset x where x.workspace_id = ${ws} and x.ext_key ${key} union select l.asset_id from asset_alias l where l.workspace_id = ${ws} and l.alias ${alias}`;

/** One term of the search line, alternatives joined by or. */
function termHolds(ws: number, term: SearchTerm, record: number | null): SQL {
  const any = (of: (value: string) => SQL) => sql`(${sql.join(term.values.map(of), sql` or `)})`;
  const lower = term.values.map((v) => v.toLowerCase());
  switch (term.operator) {
    case "kind":
      return kindIn(term.values as AssetKind[]);
    case "owner":
      return oneOf(sql`lower(coalesce(a.owner, ${NO_OWNER}))`, lower);
    case "source":
      return seenByOneOf(oneOf(sql`lower(s.name)`, lower));
    case "purl":
      return any((v) => sql`a.id in (${keyed(ws, sql`like ${prefixPattern(v)}`, sql`like ${prefixPattern(v)}`)})`);
    case "digest":
      return any((hex) => byDigest(ws, hex, record));
  }
}

/** What has this digest as its key or another name, and what contains that. */
function byDigest(ws: number, hex: string, record: number | null): SQL {
  const key = hex.length === 64 ? sql`= ${`sha256:${hex}`}` : sql`like ${prefixPattern(`sha256:${hex}`)}`;
  const contains = RELATION_KINDS.contains * 16;
  const over = (edges: SQL) => sql`select e.src from (${edges}) e join d on d.id = e.dst where e.kind = ${contains}`;
  return sql`a.id in (
    with d as (${keyed(ws, key, key)})
    select id from d union ${
      record === null
        ? sql`select e.src from edge e join d on d.id = e.dst where e.workspace_id = ${ws} and e.kind = ${contains}`
        : over(
            sql`select src, kind, dst from edge where workspace_id = ${ws} and changed_record <= ${record} union all
                select src, kind, dst from edge_history where workspace_id = ${ws} and from_record <= ${record} and to_record > ${record}`,
          )
    })`;
}

/**
 * Two sources say different things of one property of it. Only what several sources see can be in dispute, and a source
 * that says nothing disputes nothing.
 */
const DISAGREE = sql`exists (
  select 1 from asset_obs o cross join lateral (
    select p.key, p.value from jsonb_each(o.doc->'props') p union all
    select p.key, p.value from jsonb_each(o.doc) p where p.key in ('name', 'owner', 'env', 'data', 'criticality')
      or (p.key = 'subtype' and p.value not in ('"unknown"', '"other"'))) p
  where o.workspace_id = a.workspace_id and o.asset_id = a.id and p.value <> 'null' and p.key <> 'by_reference'
    and a.id in (select m.asset_id from asset_obs m where m.workspace_id = o.workspace_id and m.asset_id = a.id group by 1 having count(distinct m.source_id) > 1)
  group by p.key having count(distinct p.value) > 1)`;
