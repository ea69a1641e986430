import "server-only";
import { sql } from "drizzle-orm";
import { database, migrateDatabase } from "@/db/client";

/** Applies missing migrations under one lock, so that web, worker and command line may start together. */
export async function migrateSchema(folder: string): Promise<void> {
  await migrateDatabase(folder);
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
