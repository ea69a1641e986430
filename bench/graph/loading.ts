import type { Pool } from "pg";
import Cursor from "pg-cursor";
import { loadSnapshot } from "@/lib/engine/load";
import { readColumns } from "@/lib/engine/read-copy";
import { refreshSnapshot } from "@/lib/engine/refresh";
import type { Snapshot } from "@/lib/graph/csr/snapshot";
import { type Figure, ratio, time } from "../figure";
import { rounds } from "../rounds";

const BATCH = 10_000;
const CHANGED_SHARE = 0.005;

/** Reads whole rows of small numbers through a cursor, the usual way to read much without holding all of it. */
async function readByCursor(pool: Pool, text: string, width: number): Promise<number[][]> {
  const client = await pool.connect();
  const columns = Array.from({ length: width }, () => [] as number[]);
  try {
    const cursor = client.query(new Cursor<number[]>(text, [], { rowMode: "array" }));
    for (;;) {
      const rows = await cursor.read(BATCH);
      if (rows.length === 0) break;
      for (const row of rows) for (let i = 0; i < width; i++) columns[i]?.push(row[i] ?? 0);
    }
    await cursor.close();
    return columns;
  } finally {
    client.release();
  }
}

const edgeSelect = (ws: number) => `select src, kind, dst from edge where workspace_id = ${ws}`;

/** Every edge in three arrays, through pg-cursor. */
async function edgesByCursor(pool: Pool, ws: number): Promise<Int32Array[]> {
  return (await readByCursor(pool, edgeSelect(ws), 3)).map((column) => Int32Array.from(column));
}

async function edgesByCopy(pool: Pool, ws: number): Promise<Int32Array[]> {
  const client = await pool.connect();
  try {
    return await readColumns(client, edgeSelect(ws), [4, 2, 4]);
  } finally {
    client.release();
  }
}

/** Takes edges away and puts others there as an applied run would, listed in the change log. Gives how many changed. */
async function churn(pool: Pool, ws: number, edges: number): Promise<number> {
  const step = Math.round(1 / CHANGED_SHARE);
  await pool.query("update workspace set graph_version = graph_version + 1 where id = $1", [ws]);
  const { rowCount } = await pool.query(
    `with v as (select graph_version as version from workspace where id = $1),
       gone as (delete from edge where workspace_id = $1 and (src * 31 + dst) % $2 = 0 returning src, kind, dst),
       here as (insert into edge(workspace_id, src, kind, dst, source_id, class, changed_record)
         select distinct $1::int, src, kind, src - src % 7 + 1, 1, 1, 2 from gone where dst <> src - src % 7 + 1 on conflict do nothing returning src, kind, dst),
       log as (select 2 as op, g.* from gone g union all select 1, h.* from here h)
     insert into graph_change(workspace_id, version, seq, op, src, dst, kind)
       select $1, v.version, row_number() over (), l.op, l.src, l.dst, l.kind from log l, v`,
    [ws, step],
  );
  await pool.query("vacuum (analyze) edge");
  return rowCount ?? edges;
}

/** How long a snapshot takes to load and to follow one per cent of changes. */
export async function loadFigures(pool: Pool, snapshot: Snapshot): Promise<Figure[]> {
  const ws = snapshot.workspaceId;
  const times = snapshot.size > 100_000 ? 3 : 5;
  const load = await rounds(times, {
    copy: { run: () => edgesByCopy(pool, ws) },
    cursor: { run: () => edgesByCursor(pool, ws) },
  });
  const before = await loadSnapshot(pool, ws);
  const changes = await churn(pool, ws, snapshot.edges);
  const delta = await rounds(times, {
    delta: { run: () => refreshSnapshot(pool, before) },
    whole: { run: () => loadSnapshot(pool, ws) },
  });
  const [followed, anew] = [await refreshSnapshot(pool, before), await loadSnapshot(pool, ws)];
  const equal = followed.version === anew.version && followed.edges === anew.edges && followed.edges !== before.edges;
  const faster = load.cursor.median / load.copy.median;
  const share = delta.delta.median / delta.whole.median;
  return [
    {
      name: `${snapshot.edges} edges into arrays by binary COPY, against pg-cursor`,
      measured: `${ratio(faster)} faster (medians ${time(load.copy.median)} and ${time(load.cursor.median)}, n ${load.copy.n})`,
      target: ">= 2x",
      ok: faster >= 2,
    },
    {
      name: `following ${changes} changes of the log, against loading all${equal ? "" : " (and the two differ)"}`,
      measured: `${share.toFixed(2)}x (medians ${time(delta.delta.median)} and ${time(delta.whole.median)}, n ${delta.delta.n})`,
      target: "<= 0.33x",
      ok: equal && share <= 1 / 3,
    },
  ];
}
