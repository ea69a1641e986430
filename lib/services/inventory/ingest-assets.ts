import "server-only";
import { sql } from "drizzle-orm";
import { reader } from "../context";
import { takeIds } from "../workspace/workspace";
import { copyRows, readBinary } from "./copy-rows";
import type { Ingest, Keys } from "./ingest-keys";

/** What the staged records are to the estate, by ordinal. -1 = nothing changed, so nobody asks. */
export type Identities = {
  asset: Int32Array;
  /** Ordinals whose edges are to be read again. */
  reread: Uint8Array;
  fresh: number;
  /** Some asset has several keys in this source: its edges come from several records. */
  shared: boolean;
};

const IS_NEW = 1;
const H_CHANGED = 2;
const EH_CHANGED = 4;

/**
 * Matches staged keys with what is known: by the source's own key, then by alias, natural key and the record's aliases; two
 * records of one snapshot that name each other are one asset. Fills `ids(ord, asset_id, fresh, is_new, h_changed, eh_changed)`.
 */
export async function identify(job: Ingest, keys: Keys): Promise<Identities> {
  const { tx, client, ctx } = job;
  const ws = ctx.workspaceId;
  await tx.execute(
    sql`create temp table hit on commit drop as
        select s.ord, o.asset_id, o.ext_key is null as is_new, o.h is distinct from s.h as h_changed, o.eh is distinct from s.eh as eh_changed
        from stg s left join asset_obs o on o.workspace_id = ${ws} and o.source_id = ${job.sourceId} and o.ext_key = s.ext_key
        where o.ext_key is null or o.h <> s.h or o.eh <> s.eh`,
  );
  await tx.execute(sql`analyze hit`);
  const size = keys.nodeOf.length;
  const asset = new Int32Array(size).fill(-1);
  const flags = new Uint8Array(size);
  const named = `select h.ord, coalesce(h.asset_id, l.asset_id, a.id, (
      select coalesce(xl.asset_id, xa.id) from jsonb_array_elements_text(s.aliases) with ordinality x(alias, n)
      left join asset_alias xl on xl.workspace_id = ${ws} and xl.alias = x.alias
      left join asset xa on xa.workspace_id = ${ws} and xa.ext_key = x.alias
      where coalesce(xl.asset_id, xa.id) is not null order by x.n limit 1), 0) as asset_id,
      (case when h.is_new then ${IS_NEW} else 0 end) + (case when h.h_changed then ${H_CHANGED} else 0 end) + (case when h.eh_changed then ${EH_CHANGED} else 0 end) as flags
    from hit h join stg s on s.ord = h.ord
    left join asset_alias l on h.is_new and l.workspace_id = ${ws} and l.alias = s.ext_key
    left join asset a on h.is_new and a.workspace_id = ${ws} and a.ext_key = s.ext_key`;
  const unnamed: number[] = [];
  await readBinary(client, named, 3, (buffer, at) => {
    const ord = buffer.readInt32BE(at + 4);
    const id = buffer.readInt32BE(at + 12);
    asset[ord] = id;
    flags[ord] = buffer.readInt32BE(at + 20);
    if (id === 0) unnamed.push(ord);
  });
  const claims = await claimsInside(job);
  const root = rootsOf(claims, asset);
  const roots = unnamed.filter((ord) => root(ord) === ord);
  // A short transaction of its own: the counter is never held while a snapshot is written. Ids of a failed try stay unused.
  const first = roots.length > 0 ? await takeIds(reader(), ws, "next_asset", roots.length) : 0;
  const isFresh = new Uint8Array(size);
  roots.forEach((ord, i) => {
    asset[ord] = first + i;
    isFresh[ord] = 1;
  });
  for (const ord of unnamed) asset[ord] = asset[root(ord)] ?? -1;
  const taken = new Set<number>();
  let shared = claims.length > 0;
  for (let ord = 0; ord < size; ord++) {
    const id = asset[ord] ?? -1;
    if (id < 0 || isFresh[ord] === 1) continue;
    shared ||= taken.has(id);
    taken.add(id);
  }
  await tx.execute(
    sql`create temp table ids (ord int, asset_id int, fresh boolean, is_new boolean, h_changed boolean, eh_changed boolean) on commit drop`,
  );
  const reread = new Uint8Array(size);
  await copyRows(client, "ids", idRows(asset, flags, isFresh, reread));
  await tx.execute(sql`analyze ids`);
  return { asset, reread, fresh: roots.length, shared };
}

function* idRows(asset: Int32Array, flags: Uint8Array, isFresh: Uint8Array, reread: Uint8Array) {
  for (let ord = 0; ord < asset.length; ord++) {
    const id = asset[ord] ?? -1;
    if (id < 0) continue;
    const f = flags[ord] ?? 0;
    if ((f & (IS_NEW | EH_CHANGED)) !== 0) reread[ord] = 1;
    yield [ord, id, isFresh[ord] === 1, (f & IS_NEW) !== 0, (f & H_CHANGED) !== 0, (f & EH_CHANGED) !== 0];
  }
}

/** Pairs of new records of which one names the other's key as its alias. */
async function claimsInside(job: Ingest): Promise<[number, number][]> {
  const rows = await job.tx.execute<{ a: number; b: number }>(
    sql`select s.ord as a, x.ord as b from (
          select s.ord, jsonb_array_elements_text(s.aliases) as alias from stg s join hit h on h.ord = s.ord where s.aliases is not null
        ) x join stg s on s.ext_key = x.alias join hit h on h.ord = s.ord where s.ord <> x.ord`,
  );
  return rows.rows.map((r) => [r.a, r.b]);
}

/** The record that stands for each: a known one where its group has one, else the first. */
function rootsOf(claims: readonly [number, number][], asset: Int32Array): (ord: number) => number {
  const parent = new Map<number, number>();
  const find = (ord: number): number => {
    let at = ord;
    for (let next = parent.get(at); next !== undefined; next = parent.get(at)) at = next;
    return at;
  };
  const better = (a: number, b: number) => {
    const known = Number((asset[b] ?? 0) > 0) - Number((asset[a] ?? 0) > 0);
    return known !== 0 ? known < 0 : a < b;
  };
  for (const [a, b] of claims) {
    const x = find(a);
    const y = find(b);
    if (x === y) continue;
    if (better(x, y)) parent.set(y, x);
    else parent.set(x, y);
  }
  return find;
}

/** Writes new assets, aliases and what the source now says; returns the known assets whose merged row may have changed. */
export async function writeAssets(job: Ingest): Promise<void> {
  const { tx } = job;
  const ws = job.ctx.workspaceId;
  await tx.execute(
    sql`insert into asset(workspace_id, id, first_record, changed_record, h, kind, subtype, ext_key, name, owner, env, data, criticality, attrs, page_id, spot)
        select ${ws}::int, i.asset_id, ${job.record}::int, ${job.record}::int, s.mh, s.kind, s.subtype, s.ext_key, s.name, s.doc->>'owner', s.doc->>'env',
               (s.doc->>'data')::smallint, (s.doc->>'criticality')::smallint,
               case when s.doc->'props'->'by_reference' is distinct from 'true'::jsonb then (s.doc->'props') - 'by_reference' else s.doc->'props' end, s.page_id, s.spot
        from ids i join stg s on s.ord = i.ord where i.fresh`,
  );
  await tx.execute(
    sql`insert into asset_alias(workspace_id, alias, asset_id)
        select distinct on (x.alias) ${ws}::int, x.alias, x.asset_id from (
          select i.ord, i.asset_id, jsonb_array_elements_text(s.aliases) as alias from ids i join stg s on s.ord = i.ord where s.aliases is not null and (i.is_new or i.h_changed)
          union all select i.ord, i.asset_id, s.ext_key from ids i join stg s on s.ord = i.ord where i.is_new and not i.fresh
        ) x where not exists (select from asset a where a.workspace_id = ${ws} and a.id = x.asset_id and a.ext_key = x.alias) order by x.alias, x.ord on conflict do nothing`,
  );
  // Known rows before new ones: the planner then still knows how many there are.
  await tx.execute(
    sql`with known as materialized (select i.h_changed, s.* from ids i join stg s on s.ord = i.ord where not i.is_new)
        update asset_obs o set h = s.h, eh = s.eh, lh = s.lh, scope = s.scope, resource_type = s.resource_type, class = s.class, doc = s.doc,
          changed_record = case when s.h_changed then ${job.record}::int else o.changed_record end,
          page_id = case when s.h_changed then s.page_id else o.page_id end, spot = case when s.h_changed then s.spot else o.spot end
        from known s
        where o.workspace_id = ${ws} and o.source_id = ${job.sourceId} and o.ext_key = s.ext_key`,
  );
  await tx.execute(
    sql`insert into asset_obs(workspace_id, source_id, ext_key, asset_id, scope, resource_type, changed_record, h, eh, lh, class, doc, page_id, spot)
        select ${ws}::int, ${job.sourceId}::int, s.ext_key, i.asset_id, s.scope, s.resource_type, ${job.record}::int, s.h, s.eh, s.lh, s.class, s.doc, s.page_id, s.spot
        from ids i join stg s on s.ord = i.ord where i.is_new`,
  );
}
