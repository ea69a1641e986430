import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";
import { makePad, type Pad } from "@/lib/graph/csr/traverse";
import type { Reply, Request, ThreadData } from "./messages";
import { answerFrom } from "./questions";
import { SnapshotStore } from "./store";

/** The engine's thread: keeps graphs, follows the database, answers one question after the other. */

const { url, copyUrl, budgetBytes, pollMs } = workerData as ThreadData;
const CONNECTIONS = 3;
const CONNECT_MS = 10_000;
const NOTICE = /^(\d{1,10}):\d{1,10}$/;

function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: CONNECTIONS,
    idleTimeoutMillis: 10_000,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: "faultline graph",
  });
  // A lost server ends idle connections; the next reading reports it.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
const pool = poolOf(url);
const store = new SnapshotStore(pool, budgetBytes, copyUrl ? poolOf(copyUrl) : null);

let pad: Pad = makePad(0);
/** One pad serves every graph: walks leave it clean, and only one runs at a time. */
function padFor(size: number): Pad {
  if (pad.queue.length < size) pad = makePad(Math.ceil(size * 1.1));
  return pad;
}

let listener: pg.Client | null = null;
/** Hears of new versions as soon as they are committed; without it polling finds them. */
async function listen(): Promise<void> {
  if (listener) return;
  const client = new pg.Client({ connectionString: url, application_name: "faultline graph notices" });
  const drop = () => {
    if (listener === client) listener = null;
  };
  client.on("error", drop);
  client.on("end", drop);
  client.on("notification", ({ payload }) => {
    const [, workspaceId] = NOTICE.exec(payload ?? "") ?? [];
    if (workspaceId) void store.hint(Number(workspaceId));
  });
  listener = client;
  try {
    await client.connect();
    await client.query("listen faultline_graph");
  } catch {
    drop();
    await client.end().catch(() => {});
  }
}

async function reply(request: Request): Promise<Reply> {
  const { id } = request;
  if (request.ask === "status") return { id, state: "status", value: store.status() };
  const got = await store.get(request.workspaceId, request.wanted, request.waitMs);
  if (!got.snapshot) return { id, state: "unloaded", sentence: got.sentence, refused: got.refused };
  const { version, runId, run } = got.snapshot;
  if (request.ask === "load") return { id, state: "loaded", moment: { version, runId, run } };
  const answer = answerFrom(got.snapshot, request.question, padFor(got.snapshot.size));
  return { id, state: "answered", value: { answer, moment: { version, runId, run } } };
}

parentPort?.on("message", (request: Request) => {
  void reply(request)
    .catch((error: unknown): Reply => {
      // A walk that threw may have left marks behind.
      pad = makePad(0);
      return { id: request.id, state: "failed", sentence: error instanceof Error ? error.message : String(error) };
    })
    .then((answer) => parentPort?.postMessage(answer));
});

let polling = false;
setInterval(() => {
  void listen();
  if (polling) return;
  polling = true;
  // A database that is away is found again by the next look.
  void store
    .poll()
    .catch(() => {})
    .finally(() => {
      polling = false;
    });
}, pollMs);
void listen();
