import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { closeDatabase } from "@/db/client";
import { type Embedded, startEmbedded } from "@/db/embedded";
import { startStandby } from "@/db/testing/standby";
import { type Ctx, listReader, reader, systemContext, withTransaction } from "./context";
import { readSide } from "./read-side";
import { migrateSchema } from "./workspace/migrate";
import { ensureWorkspace } from "./workspace/workspace";

// A primary and a real streaming standby of it, both apart from the suite's own server.
const shared = process.env.DATABASE_URL;
const [primaryDir, standbyDir] = [0, 1].map(() => mkdtempSync(path.join(tmpdir(), "read-side-"))) as [string, string];
let primary: Embedded;
let standby: Embedded;
let direct: pg.Client;
let ctx: Ctx;
const said = vi.spyOn(console, "warn").mockImplementation(() => {});

beforeAll(async () => {
  for (const dir of [primaryDir, standbyDir]) chmodSync(dir, 0o711);
  primary = await startEmbedded({ dataDir: primaryDir });
  await closeDatabase();
  process.env.DATABASE_URL = primary.url;
  await migrateSchema(fileURLToPath(new URL("../../drizzle", import.meta.url)));
  ctx = systemContext((await ensureWorkspace()).id);
  standby = await startStandby(primary, primaryDir, standbyDir);
  process.env.DATABASE_REPLICA_URL = standby.url;
  direct = new pg.Client({ connectionString: standby.url });
  await direct.connect();
}, 120_000);

afterAll(async () => {
  said.mockRestore();
  await direct.end().catch(() => {});
  await closeDatabase();
  delete process.env.DATABASE_REPLICA_URL;
  process.env.DATABASE_URL = shared;
  await standby.stop();
  await primary.stop();
  for (const dir of [primaryDir, standbyDir]) rmSync(dir, { recursive: true, force: true });
});

const inRecovery = async () =>
  (await (await listReader(ctx)).execute<{ standby: boolean }>(sql`select pg_is_in_recovery() as standby`)).rows[0]
    ?.standby;
/** Long enough for the next look, and for this process's own last write to be forgotten. */
const later = () => new Promise((r) => setTimeout(r, 2_200));
/** A clock that the test sets; it only ever goes forward from test to test. */
function stoppedClock(ahead: number) {
  const start = performance.now();
  const clock = vi.spyOn(performance, "now").mockImplementation(() => start + ahead);
  return { clock, start };
}
const raise = () => pgQuery("update workspace set graph_version = graph_version + 1");

/** A write that comes from another process. */
async function pgQuery(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: primary.url });
  await client.connect();
  await client.query(text);
  await client.end();
}

it("reads lists from the standby and everything else from the primary", async () => {
  await later();
  expect(await inRecovery()).toBe(true);
  const other = await reader().execute<{ standby: boolean }>(sql`select pg_is_in_recovery() as standby`);
  expect(other.rows[0]?.standby).toBe(false);
});

it("shows a process its own writes at once", async () => {
  await withTransaction((tx) => tx.execute(sql`update workspace set label = 'mine' where id = ${ctx.workspaceId}`));
  expect(await inRecovery()).toBe(false);
  await later();
  expect(await inRecovery()).toBe(true);
});

it("leaves a standby that stays behind until it has caught up, and says so", async () => {
  await direct.query("select pg_wal_replay_pause()");
  await raise();
  const { clock, start } = stoppedClock(2_000);
  try {
    // Just behind: the rows are a moment old and their stamp says of which run they are.
    expect((await readSide(ctx.workspaceId)).replica).toBe(true);
    clock.mockImplementation(() => start + 20_000);
    expect((await readSide(ctx.workspaceId)).replica).toBe(false);
    expect(said.mock.calls.at(-1)?.[0]).toMatch(/lacks the newest run/);
    await direct.query("select pg_wal_replay_resume()");
    await vi.waitFor(async () => {
      const { rows } = await direct.query<{ v: number }>("select graph_version as v from workspace");
      expect(rows[0]?.v).toBe(1);
    });
    clock.mockImplementation(() => start + 40_000);
    expect((await readSide(ctx.workspaceId)).replica).toBe(true);
    expect(said.mock.calls.at(-1)?.[0]).toMatch(/current/);
  } finally {
    clock.mockRestore();
  }
});

it("goes on from the primary when the standby dies in the middle, and says so", async () => {
  const { clock, start } = stoppedClock(60_000);
  const db = await listReader(ctx);
  await direct.end();
  await standby.stop();
  const answer = await db.execute<{ standby: boolean }>(sql`select pg_is_in_recovery() as standby`);
  expect(answer.rows[0]?.standby).toBe(false);
  clock.mockImplementation(() => start + 70_000);
  expect(await inRecovery()).toBe(false);
  expect(said.mock.calls.at(-1)?.[0]).toMatch(/does not answer/);
  clock.mockRestore();
});
