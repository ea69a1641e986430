import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

/** Indexes that cannot start with the workspace, each with its reason. Whoever adds one says why. */
const NOT_FIRST: Record<string, string> = {
  asset_trgm:
    "GIN holds trigrams; a workspace in it would need a second extension. The WHERE still names the workspace.",
  api_token_hash: "a token is looked up before anyone knows whose it is",
  one_time_link_pkey: "a link is looked up before anyone knows whose it is",
  membership_person: "which workspaces a person may enter is asked across all of them",
  person_pkey: "people stand above workspaces",
  person_email_unique: "people stand above workspaces",
  workspace_pkey: "the workspace itself",
  workspace_slug_unique: "the workspace itself",
  worker_beat_pkey: "workers serve every workspace",
};

/** Tables whose rows belong to no workspace. */
const ABOVE = ["person", "workspace", "worker_beat"];

let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
});
afterAll(() => client.end());

async function names(sql: string): Promise<string[]> {
  return (await client.query<{ name: string }>(sql)).rows.map((r) => r.name);
}

it("has the workspace first in every key and index", async () => {
  const { rows } = await client.query<{ name: string; first: string | null }>(
    `select i.indexrelid::regclass::text as name, a.attname as first from pg_index i join pg_class c on c.oid = i.indrelid
     left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where c.relnamespace = 'public'::regnamespace order by 1`,
  );
  expect(rows.length).toBeGreaterThan(60);
  const elsewhere = rows.filter((r) => r.first !== "workspace_id").map((r) => r.name);
  expect(elsewhere).toEqual(Object.keys(NOT_FIRST).sort());
});

it("has a workspace in every row of every table, and a primary key that starts with it", async () => {
  const without = await names(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and a.attnotnull) order by 1`,
  );
  expect(without).toEqual([...ABOVE].sort());
  const keyless = await names(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'p') order by 1`,
  );
  expect(keyless).toEqual([]);
});

it("has no foreign key, no trigger, no sequence and no extension but pg_trgm", async () => {
  expect(
    await names(
      "select conname as name from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace",
    ),
  ).toEqual([]);
  expect(
    await names(
      "select t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'public'::regnamespace and not t.tgisinternal",
    ),
  ).toEqual([]);
  expect(
    await names("select relname as name from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace"),
  ).toEqual([]);
  expect(await names("select extname as name from pg_extension where extname not in ('plpgsql') order by 1")).toEqual([
    "pg_trgm",
  ]);
});
