import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";
import { closeDatabase, database } from "@/db/client";
import { FaultlineError } from "@/lib/domain/errors";
import { migrateSchema, needVersion, schemaIsCurrent } from "./migrate";

const FOLDER = fileURLToPath(new URL("../../../drizzle", import.meta.url));
const shared = process.env.DATABASE_URL ?? "";
const name = `migrate_${process.pid}`;

afterAll(async () => {
  await closeDatabase();
  process.env.DATABASE_URL = shared;
  await database().execute(sql.raw(`drop database if exists ${name} with (force)`));
  await closeDatabase();
});

it("brings an empty database up to date once, however many ask at the same time", async () => {
  await database().execute(sql.raw(`create database ${name}`));
  await closeDatabase();
  const url = new URL(shared);
  url.pathname = `/${name}`;
  process.env.DATABASE_URL = url.href;
  expect(await schemaIsCurrent(1)).toBe(false);
  await Promise.all([migrateSchema(FOLDER), migrateSchema(FOLDER), migrateSchema(FOLDER)]);
  expect(await schemaIsCurrent(1)).toBe(true);
  const { rows } = await database().execute<{ twice: number }>(
    sql`select count(*)::int - count(distinct hash)::int as twice from drizzle.__drizzle_migrations`,
  );
  expect(rows[0]?.twice).toBe(0);
});

it("refuses a server that is too old in one sentence", async () => {
  await needVersion(15);
  await expect(needVersion(99)).rejects.toThrow(FaultlineError);
  await expect(needVersion(99)).rejects.toThrow(/^The database is PostgreSQL \d+; Faultline needs 99 or newer\.$/);
});
