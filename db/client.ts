import "server-only";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Pool, type PoolClient, types } from "pg";
import * as schema from "./schema";

// int8 columns hold ids below 2^53 or are read as bigint by their column: text here, parsed by drizzle.
types.setTypeParser(20, (text) => text);

export type Database = NodePgDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type Executor = Database | Transaction;

let held: { pool: Pool; db: Database } | null = null;

function open(): { pool: Pool; db: Database } {
  if (held) return held;
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: start Faultline through its command line, which sets it.");
  const pool = new Pool({ connectionString: url, max: 10, idleTimeoutMillis: 10_000, application_name: "faultline" });
  // A lost server ends idle connections; the next query reports it, this listener only keeps the process alive.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  held = { pool, db: drizzle(pool, { schema }) };
  return held;
}

/** The one connection pool of this process. */
export function database(): Database {
  return open().db;
}

/** The raw pool, for the job queue and for COPY. */
export function databasePool(): Pool {
  return open().pool;
}

/** A transaction together with its connection, for COPY: both are one session, so they never run at the same time. */
export async function copyTransaction<T>(work: (tx: Transaction, client: PoolClient) => Promise<T>): Promise<T> {
  const client = await databasePool().connect();
  let failed: Error | undefined;
  try {
    return await drizzle(client, { schema }).transaction((tx) => work(tx, client));
  } catch (error) {
    failed = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A session whose work failed may still be in a COPY: it is not handed to anyone else.
    client.release(failed);
  }
}

/** Any number that no other advisory lock of this database uses. */
const MIGRATION_LOCK = 7_140_329;

/** Applies what is missing of ./drizzle, in order, each in a transaction. Several processes may call it at once: they queue. */
export async function migrateDatabase(folder: string): Promise<void> {
  const holder = await databasePool().connect();
  try {
    await holder.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await migrate(database(), { migrationsFolder: folder });
  } finally {
    // Ending the connection frees the lock even where the server no longer answers.
    holder.release(true);
  }
}

/** Ends the pool; the next call opens a new one. */
export async function closeDatabase(): Promise<void> {
  const open = held;
  held = null;
  await open?.pool.end();
}
