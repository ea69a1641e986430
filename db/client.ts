import "server-only";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Pool, type PoolClient, type PoolConfig, type QueryConfig, types } from "pg";
import * as schema from "./schema";

// int8 columns hold ids below 2^53 or are read as bigint by their column: text here, parsed by drizzle.
types.setTypeParser(20, (text) => text);

export type Database = NodePgDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type Executor = Database | Transaction;

type Held = { pool: Pool; db: Database };
let held: Held | null = null;
let heldReplica: Held | null = null;

function connectTo(url: string, name: string, settings: PoolConfig = {}): Held {
  const pool = new Pool({
    connectionString: url,
    max: 10,
    idleTimeoutMillis: 10_000,
    application_name: name,
    ...settings,
  });
  // A lost server ends idle connections; the next query reports it, this listener only keeps the process alive.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return { pool, db: drizzle(pool, { schema }) };
}

function open(): Held {
  if (held) return held;
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: start Faultline through its command line, which sets it.");
  held = connectTo(url, "faultline");
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

/** A replica that does not take a connection within this time is as good as none. */
const REPLICA_CONNECT_MS = 2_000;

/** Connection failures, shut-downs, and a replay that cancels what it is in conflict with. */
function isLost(error: unknown): boolean {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return /^(08|57P|40001|ECONN|ETIMEDOUT|EPIPE|ENOTFOUND)/.test(code) || /connect|terminat|timeout/i.test(message);
}

/** Asks the replica, and the primary where the replica is lost in the middle: nobody's list fails because a copy died. */
function openReplica(url: string): Held {
  const { pool } = connectTo(url, "faultline-replica", { connectionTimeoutMillis: REPLICA_CONNECT_MS });
  const query = async (text: QueryConfig, values?: unknown[]) => {
    try {
      return await pool.query(text, values);
    } catch (error) {
      if (!isLost(error)) throw error;
      return databasePool().query(text, values);
    }
  };
  // Of a client drizzle needs nothing but `query` outside of transactions, and there are none on this side.
  return { pool, db: drizzle({ query } as unknown as Pool, { schema }) };
}

/** The read-only copy named by DATABASE_REPLICA_URL, or null where none is named. Whether it answers is another question. */
export function replica(): { db: Database; pool: Pool } | null {
  const url = process.env.DATABASE_REPLICA_URL;
  if (!url) return null;
  heldReplica ??= openReplica(url);
  return heldReplica;
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

/** Ends the pools; the next call opens new ones. */
export async function closeDatabase(): Promise<void> {
  const open = [held, heldReplica];
  held = null;
  heldReplica = null;
  await Promise.all(open.map((o) => o?.pool.end()));
}
