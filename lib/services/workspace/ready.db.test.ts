import { sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { closeDatabase, database } from "@/db/client";
import { metricsText } from "../metrics/metrics-text";
import { readiness } from "./ready";

afterAll(closeDatabase);

/** Runs `work` as if the server were elsewhere, at a loopback port where nothing listens. */
async function withoutDatabase<T>(work: () => Promise<T>): Promise<T> {
  const url = process.env.DATABASE_URL;
  await closeDatabase();
  process.env.DATABASE_URL = "postgresql://nobody@127.0.0.1:9/none";
  try {
    return await work();
  } finally {
    await closeDatabase();
    process.env.DATABASE_URL = url;
  }
}

describe("readiness and metrics", () => {
  it("say that the database is away, and claim no figure", async () => {
    await metricsText();
    const [ready, { text }] = await withoutDatabase(() => Promise.all([readiness(), metricsText()]));
    expect(ready.missing).toEqual({ part: "database", sentence: "The database does not answer." });
    expect(text).toContain("faultline_database_up 0");
    expect(text).not.toMatch(/^faultline_(open_risks|runs|scan_queue|worker_slots)\b/m);
  });

  it("say which migrations are missing", async () => {
    const applied = await database().execute<{ id: number; hash: string; created_at: string }>(
      sql`delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations) returning *`,
    );
    const last = applied.rows[0];
    try {
      expect((await readiness()).missing?.part).toBe("migrations");
    } finally {
      await database().execute(
        sql`insert into drizzle.__drizzle_migrations (id, hash, created_at) values (${last?.id}, ${last?.hash}, ${last?.created_at})`,
      );
    }
  });

  it("are there when everything is", async () => {
    expect(await readiness()).toEqual({ missing: null });
    const { text, contentType } = await metricsText();
    expect(contentType).toContain("text/plain");
    expect(text).toContain("faultline_database_up 1");
    expect(text).toMatch(/^faultline_open_risks\{band="Critical"\} \d+$/m);
    expect(text).toMatch(/^faultline_runs\{state="queued"\} \d+$/m);
    expect(text).toMatch(/^faultline_scan_queue \d+$/m);
    expect(text).toContain("process_resident_memory_bytes");
  });
});
