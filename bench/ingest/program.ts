// The whole program for one snapshot, in a process of its own so that its memory is its own: NDJSON in, committed rows out.
// Arguments: file, workspace slug, idempotency key. Says one line of JSON.
import { createReadStream, statSync } from "node:fs";
import { closeDatabase, databasePool } from "@/db/client";
import { systemContext } from "@/lib/services/context";
import { applyBatch } from "@/lib/services/inventory/apply-batch";
import { completePush } from "@/lib/services/push/complete";
import { receiveBytes } from "@/lib/services/push/receive";
import { startPush } from "@/lib/services/push/start";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { serverMs } from "./server-time";

const PIECE = 256 * 1024;

export type Told = {
  workspaceId: number;
  runId: number;
  state: string;
  receiveMs: number;
  applyMs: number;
  /** Of the database's backends that applied it, raw pages left out; null where that cannot be known. */
  serverMs: number | null;
  peakRssBytes: number;
};

/** The database's processes that serve this one, with what they have worked so far. */
async function ownBackends(): Promise<{ pid: number; before: number }[]> {
  const { rows } = await databasePool().query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database() and application_name = 'faultline' and backend_start > to_timestamp($1)",
    [performance.timeOrigin / 1_000],
  );
  return rows.map(({ pid }) => ({ pid, before: serverMs([pid]) ?? Number.NaN }));
}

const [file = "", slug = "", key = ""] = process.argv.slice(2);
const { id: workspaceId } = await ensureWorkspace(slug, slug);
const ctx = systemContext(workspaceId);
const started = performance.now();
const push = await startPush(ctx, { source: "made", key });
await receiveBytes(ctx, push.id, { offset: 0, bytes: createReadStream(file, { highWaterMark: PIECE }) });
await completePush(ctx, push.id, { bytes: statSync(file).size });
const received = performance.now();
const { rows } = await databasePool().query<{ run_id: number }>(
  "select run_id from push_upload where workspace_id = $1 and id = $2",
  [workspaceId, push.id],
);
const runId = rows[0]?.run_id ?? 0;
const backends = await ownBackends();
const { state } = await applyBatch(ctx, runId);
const ended = performance.now();
// The stages after it are not part of an ingest; nothing here waits for them.
await databasePool().query("update run set state = 4, ended_at = now() where workspace_id = $1 and id = $2", [
  workspaceId,
  runId,
]);
const work = backends.map((b) => (serverMs([b.pid]) ?? Number.NaN) - b.before).reduce((sum, ms) => sum + ms, 0);
await closeDatabase();
const told: Told = {
  workspaceId,
  runId,
  state,
  receiveMs: received - started,
  applyMs: ended - received,
  serverMs: Number.isNaN(work) ? null : work,
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(told)}\n`);
