import "server-only";
import { type SQL, sql } from "drizzle-orm";

/**
 * The assets as they stood after `record`, closed ones included, as a select of id, ext_key, first_record, kind, subtype,
 * name, owner, env, data, criticality, attrs, page_id, spot and closed. A row that has not changed since speaks for itself;
 * for the others the version that held then is looked up by key. `only` narrows it by what `a`, the row of now, says.
 */
export function assetsAt(workspaceId: number, record: number, only: SQL = sql`true`): SQL {
  const field = (name: string, type: string) =>
    sql.raw(`case when v.doc is null then a.${name} else (v.doc->>'${name}')::${type} end as ${name}`);
  return sql`select a.workspace_id, a.id, a.ext_key, a.first_record, ${field("kind", "smallint")}, ${field("subtype", "text")}, ${field("name", "text")},
      ${field("owner", "text")}, ${field("env", "text")}, ${field("data", "smallint")}, ${field("criticality", "smallint")},
      case when v.doc is null then a.attrs else v.doc->'attrs' end as attrs, ${field("page_id", "int")}, ${field("spot", "text")},
      case when v.doc is null then a.closed_record is not null else coalesce((v.doc->>'closed')::boolean, false) end as closed
    from asset a left join lateral (
      select o.doc from asset_version o where o.workspace_id = a.workspace_id and o.asset_id = a.id and o.from_record <= ${record} and o.to_record > ${record}
      order by o.from_record desc limit 1) v on a.changed_record > ${record}
    where a.workspace_id = ${workspaceId} and a.first_record <= ${record} and (a.changed_record <= ${record} or v.doc is not null) and ${only}`;
}

/** The edges as they stood after `record`, once a source: src, kind, dst, source_id, class, page_id, spot, detail. */
export function edgesAt(workspaceId: number, record: number): SQL {
  return sql`select e.src, e.kind, e.dst, e.source_id, e.class, e.page_id, e.spot, d.doc as detail from edge e
      left join edge_detail d on d.workspace_id = e.workspace_id and d.src = e.src and d.kind = e.kind and d.dst = e.dst and d.source_id = e.source_id
      where e.workspace_id = ${workspaceId} and e.changed_record <= ${record}
    union all
    select h.src, h.kind, h.dst, h.source_id, h.class, h.page_id, h.spot, h.doc from edge_history h
      where h.workspace_id = ${workspaceId} and h.from_record <= ${record} and h.to_record > ${record}`;
}
