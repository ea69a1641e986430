import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Pool } from "pg";
import { type BenchDatabase, withDatabase } from "./estate/database";
import { writeNdjson } from "./estate/ndjson";
import { Snapshot } from "./estate/snapshot";
import { type Figure, note, ratio, sizeOf, time } from "./figure";
import { bareCopy } from "./ingest/bare-copy";
import { fullStaging } from "./ingest/full-staging";
import { manyTogether, oneByOne } from "./ingest/row-wise";
import { runProgram } from "./ingest/run-program";
import { killFigures } from "./kills/figures";
import { timed } from "./rounds";

const GIGABYTE = 1e9;
/** At the largest scale touching every row would take minutes: a tenth of the rows is touched and counted tenfold. */
const TOUCH_WHOLE_BELOW = 500_000;

/** Rows of the bulk tables written since the counters were last read. */
async function written(pool: Pool): Promise<Record<string, number>> {
  // Counters are flushed when a backend ends; the program's have.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const { rows } = await pool.query<{ name: string; n: string }>(
    "select relname as name, n_tup_ins + n_tup_upd + n_tup_del as n from pg_stat_user_tables where relname in ('asset', 'edge', 'asset_obs', 'edge_detail') and schemaname = 'public'",
  );
  return Object.fromEntries(rows.map((r) => [r.name, Number(r.n)]));
}

async function walBytes(pool: Pool, work: () => Promise<unknown>): Promise<number> {
  const { rows } = await pool.query<{ lsn: string }>("select pg_current_wal_lsn()::text as lsn");
  await work();
  const after = await pool.query<{ bytes: string }>("select pg_wal_lsn_diff(pg_current_wal_lsn(), $1)::text as bytes", [
    rows[0]?.lsn,
  ]);
  return Number(after.rows[0]?.bytes);
}

/** WAL of the habit to write "seen by this run" into every row. Rolled back; the bytes are written all the same. */
async function touchAll(pool: Pool, workspaceId: number, size: number): Promise<number> {
  const part = size < TOUCH_WHOLE_BELOW ? 1 : 10;
  const client = await pool.connect();
  try {
    const bytes = await walBytes(pool, async () => {
      await client.query("begin");
      for (const [table, id] of [
        ["asset", "id"],
        ["edge", "src"],
      ])
        await client.query(
          `update ${table} set changed_record = changed_record where workspace_id = $1 and ${id} % ${part} = 0`,
          [workspaceId],
        );
      await client.query("rollback");
    });
    return bytes * part;
  } finally {
    client.release();
  }
}

/**
 * Ingest figures (rows 11 and 12 of the published targets and the whole-program ones) on a made estate of `scale` assets.
 * With `kills` real processes are killed in so many runs instead.
 */
export async function run(scale: string, { kills }: { kills: number }): Promise<Figure[]> {
  if (kills > 0) return killFigures(kills);
  const size = sizeOf(scale);
  const folder = mkdtempSync(path.join(tmpdir(), "faultline-ingest-"));
  try {
    const [first, churned] = [path.join(folder, "first.ndjson"), path.join(folder, "churned.ndjson")];
    const made = await timed(() => writeNdjson(new Snapshot(size), first));
    await writeNdjson(new Snapshot(size, 1), churned);
    note(`${size} records, ${(made.value.bytes / 1e6).toFixed(0)} MB, made in ${time(made.ms)}`);
    return await withDatabase((db) => figures(db, size, { first, churned }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function figures(
  { pool, url }: BenchDatabase,
  size: number,
  files: { first: string; churned: string },
): Promise<Figure[]> {
  const load = await runProgram(url, files.first, "bench", "first");
  note(`first: received ${time(load.receiveMs)}, applied ${time(load.applyMs)} (${load.state})`);
  await pool.query("vacuum (analyze)");
  const bare = await bareCopy(pool, load.workspaceId);
  const before = await written(pool);
  const again = await runProgram(url, files.first, "bench", "again");
  const after = await written(pool);
  note(`unchanged: received ${time(again.receiveMs)}, applied ${time(again.applyMs)} (${again.state})`);
  const writes = Object.keys(after).map((t) => `${t} ${(after[t] ?? 0) - (before[t] ?? 0)}`);
  const quiet = ["asset", "edge"].every((t) => after[t] === before[t]);
  const source = { workspaceId: load.workspaceId, sourceId: 1 };
  const staging = await fullStaging(pool, source, files.churned);
  let churn = again;
  const wal = await walBytes(pool, async () => {
    churn = await runProgram(url, files.churned, "bench", "churned");
  });
  note(`churned: received ${time(churn.receiveMs)}, applied ${time(churn.applyMs)} (${churn.state})`);
  const pages = await pageBytes(pool, load.workspaceId, churn.runId);
  const touch = await touchAll(pool, load.workspaceId, size);
  const single = await oneByOne(pool, 800_001);
  const together = await manyTogether(pool, 800_002);
  const rate = (1_000 * bare.rows) / load.wholeMs;
  const peak = Math.max(load.peakRssBytes, again.peakRssBytes, churn.peakRssBytes);
  const factsWal = wal - pages;
  return [
    {
      name: `${size} assets from NDJSON to committed, against a bare COPY of the same ${bare.rows} rows into the same keys`,
      measured: `${ratio(load.wholeMs / bare.ms)} (${time(load.wholeMs)} and ${time(bare.ms)}, n 1)`,
      target: "<= 4x",
      ok: load.state === "applied" && load.wholeMs <= 4 * bare.ms,
    },
    {
      name: "the same snapshot again, unchanged, against the first",
      measured: `${(again.wholeMs / load.wholeMs).toFixed(3)}x (${time(again.wholeMs)}, n 1)`,
      target: "<= 0.1x",
      ok: again.wholeMs <= load.wholeMs / 10,
    },
    { name: "rows that it writes", measured: writes.join(", "), target: "asset 0, edge 0", ok: quiet },
    {
      name: "peak memory of the ingesting process",
      measured: `${(peak / 1e6).toFixed(0)} MB`,
      target: "< 1000 MB",
      ok: peak < GIGABYTE,
    },
    {
      name: `first load, rows a second, against one statement a row (${single.rows} rows)`,
      measured: `${ratio(rate / single.perSecond)} (${rate.toFixed(0)} and ${single.perSecond.toFixed(0)})`,
      target: ">= 100x",
      ok: rate >= 100 * single.perSecond,
    },
    {
      name: `first load, rows a second, against 500 rows a statement (${together.rows} rows)`,
      measured: `${ratio(rate / together.perSecond)} (${rate.toFixed(0)} and ${together.perSecond.toFixed(0)})`,
      target: ">= 4x",
      ok: rate >= 4 * together.perSecond,
    },
    churnFigure(churn, staging),
    {
      name: `WAL of its facts, against touching every row${size < TOUCH_WHOLE_BELOW ? "" : " (a tenth of them, tenfold)"}`,
      measured: `${((100 * factsWal) / touch).toFixed(1)} % (${(factsWal / 1e6).toFixed(1)} MB and ${(touch / 1e6).toFixed(0)} MB; its raw pages ${(pages / 1e6).toFixed(0)} MB beside)`,
      target: "<= 3 %",
      ok: factsWal <= 0.03 * touch,
    },
  ];
}

/** The database's own work where it can be told from the parsing; else the whole time, which is said. */
function churnFigure(
  churn: Awaited<ReturnType<typeof runProgram>>,
  staging: Awaited<ReturnType<typeof fullStaging>>,
): Figure {
  const whole = `whole ${time(churn.wholeMs)} and ${time(staging.ms)}, n 1`;
  const [own, plain] = [churn.serverMs, staging.serverMs];
  const share = own !== null && plain ? own / plain : churn.wholeMs / staging.ms;
  return {
    name: `a snapshot with 2 % churn, ${own === null ? "whole time" : "work of the database"}, against staging and comparing all of it`,
    measured: `${share.toFixed(3)}x (${own === null || plain === null ? whole : `${time(own)} and ${time(plain)}; ${whole}`})`,
    target: "<= 0.1x",
    ok: churn.state === "applied" && share <= 0.1,
  };
}

/** Bytes of the raw pages that a run brought new: kept exactly as received, whatever changed in them. */
async function pageBytes(pool: Pool, workspaceId: number, runId: number): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    `select coalesce(sum(pg_column_size(b.body)), 0)::text as bytes from run_page r join raw_page p on p.workspace_id = r.workspace_id and p.id = r.page_id
     join raw_blob b on b.workspace_id = p.workspace_id and b.digest = p.digest
     where r.workspace_id = $1 and r.run_id = $2 and not exists (select 1 from run_page o join raw_page q on q.workspace_id = o.workspace_id and q.id = o.page_id
       where o.workspace_id = r.workspace_id and o.run_id < $2 and q.digest = p.digest)`,
    [workspaceId, runId],
  );
  return Number(rows[0]?.bytes);
}
