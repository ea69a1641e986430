import "server-only";
import { sql } from "drizzle-orm";
import { database } from "@/db/client";

/** Every table by the kind of thing it holds; partitions count as the table they are part of. */
const KINDS: Record<string, readonly string[]> = {
  inventory: ["asset", "asset_obs", "asset_alias", "asset_event", "asset_apart", "asset_join", "edge", "edge_detail"],
  history: ["asset_version", "edge_history"],
  graph: ["graph_change", "asset_metric"],
  "raw pages": ["raw_blob", "raw_page", "run_page"],
  staging: ["run_staging", "push_upload", "push_chunk", "quarantine", "held_gone", "collected_file"],
  evidence: ["evidence", "byte_window", "scan", "scan_engine_result"],
  risks: ["finding", "risk", "risk_member", "risk_event", "fix_unit", "posture_point", "rule_stat", "tally"],
  runs: ["source", "run", "run_scope"],
  work: ["ticket", "ticket_comment", "audit", "outbox"],
};
const OTHER = "other";

export type KindSize = { kind: string; rows: number; bytes: number; partitions: number };

/** Rows (estimated by the server) and bytes on disk, indexes included, by kind of data; what no kind names is `other`. */
export async function sizesByKind(): Promise<KindSize[]> {
  const found = await database().execute<{ name: string; rows: string; bytes: string; part: boolean }>(
    sql`select coalesce(p.relname, c.relname) as name, p.relname is not null as part,
               greatest(s.n_live_tup, 0)::text as rows, pg_total_relation_size(s.relid)::text as bytes
        from pg_stat_user_tables s join pg_class c on c.oid = s.relid
        left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
        where s.schemaname = 'public' and c.relkind = 'r'`,
  );
  const kindOf = new Map(Object.entries(KINDS).flatMap(([kind, tables]) => tables.map((t) => [t, kind])));
  const sizes = new Map(
    [...Object.keys(KINDS), OTHER].map((kind) => [kind, { kind, rows: 0, bytes: 0, partitions: 0 }]),
  );
  for (const row of found.rows) {
    const size = sizes.get(kindOf.get(row.name) ?? OTHER);
    if (!size) continue;
    size.rows += Number(row.rows);
    size.bytes += Number(row.bytes);
    size.partitions += row.part ? 1 : 0;
  }
  return [...sizes.values()];
}
