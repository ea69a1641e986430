import path from "node:path";
import { closeDatabase } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { FaultlineError } from "@/lib/domain/errors";
import { migrateQueue } from "@/lib/pipeline/worker";
import { migrateSchema, needVersion } from "@/lib/services/workspace/migrate";
import { dataDir } from "./data-dir";
import { packageRoot } from "./package-root";
import { databaseAt } from "./refusal";

const OLDEST_POSTGRES = 15;

export type OpenDatabase = { embedded: boolean; pid: number | null; adopted: boolean; close(): Promise<void> };

/**
 * The database this command speaks to: DATABASE_URL, else the embedded server, started or adopted. Sets DATABASE_URL
 * for this process and its children. Throws EmbeddedError with one sentence and its fix.
 */
export async function openDatabase(say: (line: string) => void = () => {}): Promise<OpenDatabase> {
  if (process.env.DATABASE_URL) {
    if (databaseAt(process.env.DATABASE_URL) === null)
      throw new FaultlineError(
        "invalid_input",
        "DATABASE_URL is no address of a PostgreSQL database: it reads postgres://user:password@host:5432/database.",
      );
    await needVersion(OLDEST_POSTGRES).catch(async (error: unknown) => {
      await closeDatabase();
      throw error;
    });
    return { embedded: false, pid: null, adopted: false, close: closeDatabase };
  }
  const server = await startEmbedded({ dataDir: dataDir(), log: say });
  process.env.DATABASE_URL = server.url;
  return {
    embedded: true,
    pid: server.pid,
    adopted: server.adopted,
    async close() {
      await closeDatabase();
      await server.stop();
    },
  };
}

/** Starts the embedded server again after it died; its address may be another, so its users must start again too. */
export async function reopenDatabase(dead: OpenDatabase): Promise<OpenDatabase> {
  await dead.close().catch(() => {});
  process.env.DATABASE_URL = "";
  return openDatabase();
}

/** Tables and queue of this version; safe to run by several processes in turn. */
export async function migrateAll(): Promise<void> {
  await migrateSchema(path.join(packageRoot, "drizzle"));
  await migrateQueue();
}

/** Opens the database, brings it up to date, runs `work`, and leaves nothing behind. */
export async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  const db = await openDatabase();
  try {
    await migrateAll();
    return await work();
  } finally {
    await db.close();
  }
}
