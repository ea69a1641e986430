import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { RUN_STATES } from "@/db/enums";
import { type Ctx, reader } from "@/lib/services/context";
import { readRun } from "@/lib/services/run/run";
import { createSource } from "@/lib/services/source/source";
import { migrateSchema } from "@/lib/services/workspace/migrate";
import { maliciousTorch, type TestEstate, writeEstate } from "./testing/estate";
import { end, sleep, spawnWorker } from "./testing/processes";
import { freshWorkspace, rows, settle, stateOf } from "./testing/rig";
import { migrateQueue } from "./worker";

// A server of its own, behind a fixed port, since the embedded one takes another port at every start.
let estate: TestEstate;
let server: Awaited<ReturnType<typeof startEmbedded>>;
let front: Server;
const sockets = new Set<Socket>();
const dataDir = mkdtempSync(path.join(tmpdir(), "lost-database-"));
const shared = process.env.DATABASE_URL;

beforeAll(async () => {
  estate = writeEstate();
  for (let i = 0; i < 12; i++) estate.put(`models/more-${i}/pytorch_model.bin`, maliciousTorch());
  chmodSync(dataDir, 0o711);
  server = await startEmbedded({ dataDir });
  front = createServer((client) => {
    const back = dial(Number(new URL(server.url).port), "127.0.0.1");
    for (const socket of [client, back]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        back.destroy();
      });
    }
    client.pipe(back).pipe(client);
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const url = new URL(server.url);
  const address = front.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  url.port = String(address.port);
  await closeDatabase();
  process.env.DATABASE_URL = url.href;
  await migrateSchema(fileURLToPath(new URL("../../drizzle", import.meta.url)));
  await migrateQueue();
});
afterAll(async () => {
  await closeDatabase();
  for (const socket of sockets) socket.destroy();
  front.close();
  await server.stop();
  process.env.DATABASE_URL = shared;
  rmSync(dataDir, { recursive: true, force: true });
  estate.remove();
});

const create = async (): Promise<{ ctx: Ctx; runId: number }> => {
  const ctx = await freshWorkspace("lost");
  const config = { path: estate.root, label: "all", host: estate.names.host };
  return { ctx, runId: (await createSource(ctx, { name: "Estate", connector: "folder", config })).runId };
};
const known = async (ctx: Ctx) => {
  const { assets, aliases, edges, findings, scans, rules } = await stateOf(ctx);
  return { assets, aliases, edges, findings, scans, rules };
};

it("ends every run though the database was stopped and started in the middle", async () => {
  let worker = spawnWorker(process.env.DATABASE_URL ?? "");
  try {
    const calm = await create();
    expect((await settle(calm.ctx)).state).toBe("applied");
    for (let round = 0; round < 3; round++) {
      const { ctx, runId } = await create();
      while ((await readRun(reader(), ctx.workspaceId, runId)).state === RUN_STATES.queued) await sleep(5);
      await sleep(Math.random() * 400);
      await server.stop();
      for (const socket of sockets) socket.destroy();
      await sleep(300);
      server = await startEmbedded({ dataDir });
      // Whoever keeps the worker starts it again when it gave up; here that is the test.
      for (let i = 0; i < 60; i++) {
        if (worker.child.exitCode !== null) {
          expect(worker.said()).toMatch(/worker: The database/);
          worker = spawnWorker(process.env.DATABASE_URL ?? "");
        }
        const [row] = await rows<{ state: number }>(
          sql`select state from run where workspace_id = ${ctx.workspaceId} and id = ${runId}`,
        );
        if (row?.state !== RUN_STATES.running && row?.state !== RUN_STATES.queued) break;
        await sleep(500);
      }
      const run = await settle(ctx, 5_000);
      expect([round, run.state, run.error]).toEqual([round, "applied", null]);
      expect(await known(ctx)).toEqual(await known(calm.ctx));
    }
  } finally {
    await end(worker.child, "SIGKILL");
  }
}, 180_000);
