import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase } from "@/db/client";
import { migrateQueue } from "@/lib/pipeline/worker";
import { migrateSchema } from "@/lib/services/workspace/migrate";
import { OwnServer } from "./own-server";
import { killRounds } from "./rounds";

const shared = process.env.DATABASE_URL;
const KILLS = 20;
let server: OwnServer;

beforeAll(async () => {
  server = await OwnServer.start();
  await closeDatabase();
  process.env.DATABASE_URL = server.url;
  await migrateSchema(fileURLToPath(new URL("../../drizzle", import.meta.url)));
  await migrateQueue();
});
afterAll(async () => {
  await closeDatabase();
  await server.stop();
  process.env.DATABASE_URL = shared;
});

it(`survives ${KILLS} kills of worker and database at random points of a run`, async () => {
  const seed = 1 + Math.floor(Math.random() * 1_000_000);
  const rounds = await killRounds(server, KILLS, seed);
  expect(rounds).toHaveLength(KILLS);
  expect([seed, rounds.filter((r) => r.wrong.length > 0)]).toEqual([seed, []]);
  // Not every blow hits a stage at work, but of twenty most do, and a run that was hit says that it was taken up again.
  expect(rounds.filter((r) => r.restarts > 0).length).toBeGreaterThan(KILLS / 5);
}, 600_000);
