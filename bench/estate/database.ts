import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Pool } from "pg";
import { closeDatabase } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { migrateQueue } from "@/lib/pipeline/worker";
import { migrateSchema } from "@/lib/services/workspace/migrate";

export type BenchDatabase = { url: string; pool: Pool; dataDir: string };

/**
 * A throw-away embedded Postgres with the product's own settings and tables, the one that services reach too while `work`
 * runs. A DATABASE_URL of the caller is never touched.
 */
export async function withDatabase<T>(work: (db: BenchDatabase) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "faultline-bench-db-"));
  chmodSync(dataDir, 0o711);
  const server = await startEmbedded({ dataDir });
  const before = process.env.DATABASE_URL;
  process.env.DATABASE_URL = server.url;
  const pool = new Pool({ connectionString: server.url, max: 4, application_name: "bench" });
  pool.on("error", () => {});
  try {
    await migrateSchema(fileURLToPath(new URL("../../drizzle", import.meta.url)));
    await migrateQueue();
    return await work({ url: server.url, pool, dataDir });
  } finally {
    await pool.end().catch(() => {});
    await closeDatabase();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
    if (before === undefined) delete process.env.DATABASE_URL;
    else process.env.DATABASE_URL = before;
  }
}
