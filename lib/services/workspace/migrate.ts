import "server-only";
import { sql } from "drizzle-orm";
import { database, migrateDatabase } from "@/db/client";
import { FaultlineError } from "@/lib/domain/errors";

/** Applies missing migrations under one lock, so that web, worker and command line may start together. */
export async function migrateSchema(folder: string): Promise<void> {
  await migrateDatabase(folder);
}

/** Throws with a sentence when the server is older than this major; reaching it at all is part of the question. */
export async function needVersion(major: number): Promise<void> {
  const { rows } = await database().execute<{ n: number }>(
    sql`select current_setting('server_version_num')::int / 10000 as n`,
  );
  const found = rows[0]?.n ?? 0;
  if (found < major)
    throw new FaultlineError("unavailable", `The database is PostgreSQL ${found}; Faultline needs ${major} or newer.`);
}

/** True when every migration this version knows is applied; false when some are missing or none ever ran. */
export async function schemaIsCurrent(known: number): Promise<boolean> {
  try {
    const rows = await database().execute<{ n: number }>(
      sql`select count(*)::int as n from drizzle.__drizzle_migrations`,
    );
    return (rows.rows[0]?.n ?? 0) >= known;
  } catch {
    return false;
  }
}
