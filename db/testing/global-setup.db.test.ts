import pg from "pg";
import { expect, inject, it } from "vitest";

it("hands every test the address of a live Postgres 18", async () => {
  expect(process.env.DATABASE_URL).toBe(inject("databaseUrl"));
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query<{ version: string; encoding: string; jit: string; fsync: string }>(
    "select current_setting('server_version') as version, current_setting('server_encoding') as encoding, current_setting('jit') as jit, current_setting('fsync') as fsync",
  );
  await client.end();
  expect(rows[0]?.version).toMatch(/^18\./);
  expect(rows[0]).toMatchObject({ encoding: "UTF8", jit: "off", fsync: "on" });
});
