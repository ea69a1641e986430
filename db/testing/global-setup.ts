import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../embedded";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

const MIGRATIONS = fileURLToPath(new URL("../../drizzle", import.meta.url));

async function migrateTo(url: string): Promise<void> {
  if (!existsSync(path.join(MIGRATIONS, "meta", "_journal.json"))) return;
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    await migrate(drizzle(pool), { migrationsFolder: MIGRATIONS });
  } finally {
    await pool.end();
  }
  await runMigrations({ connectionString: url });
}

/**
 * One throw-away server for the whole suite, in a temporary folder, with tables and job queue of this version. Tests read its address from `process.env.DATABASE_URL` or
 * `inject("databaseUrl")`; each mints its own workspace and wipes nothing. A DATABASE_URL of the caller is never touched by tests.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "faultline-test-"));
  // As root the server runs as another user, who must be able to pass here; the data itself stays closed.
  chmodSync(dataDir, 0o711);
  const server = await startEmbedded({ dataDir });
  const before = process.env.DATABASE_URL;
  const teardown = async (): Promise<void> => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
    if (before === undefined) delete process.env.DATABASE_URL;
    else process.env.DATABASE_URL = before;
  };
  try {
    await migrateTo(server.url);
  } catch (error) {
    await teardown();
    throw error;
  }
  process.env.DATABASE_URL = server.url;
  project.provide("databaseUrl", server.url);
  return teardown;
}
