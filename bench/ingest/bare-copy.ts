import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Pool } from "pg";
import { from, to } from "pg-copy-streams";

/** Everything that an applied push leaves behind in bulk. */
const TABLES = ["asset", "asset_obs", "asset_alias", "edge", "edge_detail", "raw_blob", "raw_page", "run_page"];

/**
 * How long a bare COPY of a workspace's rows takes, from files, in one transaction, into empty tables with the same keys and
 * indexes: no ingest can be quicker. Gives ms and the number of rows.
 */
export async function bareCopy(pool: Pool, workspaceId: number): Promise<{ ms: number; rows: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), "faultline-bare-"));
  const client = await pool.connect();
  try {
    await client.query("drop schema if exists bare cascade");
    await client.query("create schema bare");
    let rows = 0;
    for (const table of TABLES) {
      await client.query(`create table bare.${table} (like ${table} including all)`);
      const query = `copy (select * from ${table} where workspace_id = ${workspaceId}) to stdout (format binary)`;
      await pipeline(client.query(to(query)), createWriteStream(path.join(folder, table)));
    }
    const start = performance.now();
    await client.query("begin");
    for (const table of TABLES) {
      const sink = client.query(from(`copy bare.${table} from stdin (format binary)`));
      await pipeline(createReadStream(path.join(folder, table), { highWaterMark: 1 << 18 }), sink);
      rows += sink.rowCount ?? 0;
    }
    await client.query("commit");
    const ms = performance.now() - start;
    await client.query("drop schema bare cascade");
    return { ms, rows };
  } finally {
    client.release();
    rmSync(folder, { recursive: true, force: true });
  }
}
