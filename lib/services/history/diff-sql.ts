import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { DiffPart } from "@/lib/domain/views/diff-views";
import { assetsAt } from "./estate-at";

/** The earlier and the later record. */
export type Span = { ws: number; from: number; to: number };

/**
 * Assets whose row ended or began between the two records, whatever it says at both ends: those that became known, and
 * those that a kept version names. No more than what happened is read.
 */
const touched = ({ ws, from, to }: Span): SQL => sql`
  select a.id from asset a where a.workspace_id = ${ws} and a.first_record > ${from} and a.first_record <= ${to}
  union select v.asset_id from asset_version v where v.workspace_id = ${ws} and v.to_record > ${from} and v.to_record <= ${to}`;

/** Touched assets side by side: `o` as they stood at the earlier record, `n` at the later one; null = not there. */
export function assetPairs(span: Span): SQL {
  const side = (record: number) =>
    sql`select s.* from (${assetsAt(span.ws, record, sql`a.id in (select id from touched)`)}) s where not s.closed`;
  return sql`with touched as materialized (${touched(span)}), o as materialized (${side(span.from)}), n as materialized (${side(span.to)})`;
}

/** What differs, apart from where it is said. */
const DIFFERS = sql`(o.kind, o.subtype, o.name, o.owner, o.env, o.data, o.criticality, o.attrs) is distinct from (n.kind, n.subtype, n.name, n.owner, n.env, n.data, n.criticality, n.attrs)`;

/** The pairs of one part; every pair is of at most one. */
export const PAIRS_OF: Record<"added" | "changed" | "gone", SQL> = {
  added: sql`from n left join o on o.id = n.id where o.id is null`,
  changed: sql`from n join o on o.id = n.id where ${DIFFERS}`,
  gone: sql`from o left join n on n.id = o.id where n.id is null`,
};

/** Edges that began or ended between the records, each once whatever number of sources say it, with whether it stood then and stands after. */
export function edgePairs({ ws, from, to }: Span): SQL {
  const stood = (record: number) => sql`(
    exists (select 1 from edge e where e.workspace_id = ${ws} and e.src = k.src and e.kind = k.kind and e.dst = k.dst and e.changed_record <= ${record})
    or exists (select 1 from edge_history h where h.workspace_id = ${ws} and h.src = k.src and h.kind = k.kind and h.dst = k.dst and h.from_record <= ${record} and h.to_record > ${record}))`;
  return sql`with keys as materialized (
      select src, kind, dst, min(class) as class, min(source_id) as source_id from (
        select src, kind, dst, class, source_id from edge where workspace_id = ${ws} and changed_record > ${from} and changed_record <= ${to}
        union all select src, kind, dst, class, source_id from edge_history where workspace_id = ${ws} and to_record > ${from} and to_record <= ${to}
        union all select src, kind, dst, class, source_id from edge_history where workspace_id = ${ws} and from_record > ${from} and from_record <= ${to}
      ) x group by 1, 2, 3),
    pairs as materialized (select k.*, ${stood(from)} as before, ${stood(to)} as after from keys k)`;
}

export const EDGES_OF: Record<Exclude<DiffPart, "added" | "changed" | "gone">, SQL> = {
  "edges-added": sql`from pairs p where p.after and not p.before`,
  "edges-removed": sql`from pairs p where p.before and not p.after`,
};
