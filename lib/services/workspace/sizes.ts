import "server-only";
import { sql } from "drizzle-orm";
import { database } from "@/db/client";

const KINDS: Record<string, string[]> = {
  inventory: ["asset", "asset_obs", "asset_alias", "asset_event", "edge", "edge_detail"],
  "raw pages": ["raw_blob", "raw_page", "run_staging"],
  evidence: ["evidence", "byte_window", "scan", "scan_engine_result"],
  risks: ["finding", "risk", "risk_member", "risk_event", "fix_unit", "posture_point"],
  work: ["ticket", "ticket_comment", "audit", "outbox"],
};

/** Rows (estimated by the server) and bytes on disk, indexes included, by kind of data. */
export async function sizesByKind(): Promise<{ kind: string; rows: number; bytes: number }[]> {
  const found = await database().execute<{ name: string; rows: string; bytes: string }>(
    sql`select relname as name, greatest(n_live_tup, 0)::text as rows, pg_total_relation_size(relid)::text as bytes from pg_stat_user_tables where schemaname = 'public'`,
  );
  return Object.entries(KINDS).map(([kind, tables]) => {
    const own = found.rows.filter((r) => tables.includes(r.name));
    return {
      kind,
      rows: own.reduce((n, r) => n + Number(r.rows), 0),
      bytes: own.reduce((n, r) => n + Number(r.bytes), 0),
    };
  });
}
