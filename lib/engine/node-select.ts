import { ASSET_KINDS } from "@/db/enums";
import { AGENT, DATA_UNKNOWN, NO_SCORE, OPEN, PRODUCTION, RUNNING, STORE } from "@/lib/graph/csr/snapshot";

/** A workspace's id as it may stand in a statement that takes no parameters. */
export function literal(id: number): string {
  if (!Number.isInteger(id) || id < 0 || id > 2_147_483_647) throw new Error(`${id} is no id.`);
  return String(id);
}

/** Infra that holds data: what a path to sensitive data can end in, beside datasets. */
const STORES = "'bucket', 'volume', 'database', 'vector_db', 'knowledge_base', 'feature_store'";

/** One row an asset, in whole numbers; `where` chooses among the workspace's. */
export function nodeSelect(workspaceId: number, where = "true"): string {
  return `select id, kind,
    (case when closed_record is null then ${OPEN} else 0 end
      | case when env = 'prod' then ${PRODUCTION} else 0 end
      | case when kind = ${ASSET_KINDS.infra} and closed_record is null and attrs->>'state' = 'running' then ${RUNNING} else 0 end
      | case when kind = ${ASSET_KINDS.dataset} or (kind = ${ASSET_KINDS.infra} and subtype in (${STORES})) then ${STORE} else 0 end
      | case when kind = ${ASSET_KINDS.plugin} and subtype = 'agent' then ${AGENT} else 0 end)::int2 as flags,
    exposure, coalesce(data_scored, data, ${DATA_UNKNOWN})::int2 as data, coalesce(score_tenths, ${NO_SCORE})::int2 as score
    from asset where workspace_id = ${literal(workspaceId)} and ${where}`;
}
