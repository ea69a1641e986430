// Beats for a worker from a thread of its own: a stage that computes for a minute is slow, not dead, and must not lose its
// job. A kill -9 ends the thread with its process. Plain JavaScript, so that it starts without a loader.
import { workerData } from "node:worker_threads";
import pg from "pg";

const pool = new pg.Pool({
  connectionString: workerData.url,
  max: 1,
  connectionTimeoutMillis: 5_000,
  application_name: "faultline-beat",
});
pool.on("error", () => {});
pool.on("connect", (client) => client.on("error", () => {}));

let busy = false;
async function beat() {
  if (busy) return;
  busy = true;
  try {
    await pool.query(
      "insert into worker_beat(worker_id, seen_at) select w, now() from unnest($1::text[]) w on conflict (worker_id) do update set seen_at = now()",
      [workerData.ids],
    );
  } catch {
    // A lost database hears of this worker again once it is back.
  } finally {
    busy = false;
  }
}

setInterval(() => void beat(), workerData.everyMs);
