import type { Pool } from "pg";
import { ASSET_KINDS, EXPOSURES } from "@/db/enums";
import { allDownCounts } from "@/lib/graph/csr/all-assets";
import { blast } from "@/lib/graph/csr/blast";
import { sensitiveField } from "@/lib/graph/csr/sensitive";
import { nodeOf, type Snapshot, side } from "@/lib/graph/csr/snapshot";
import { closure, makePad, type Pad } from "@/lib/graph/csr/traverse";
import { Draw } from "../estate/draw";
import { type Figure, ratio, time } from "../figure";
import { rounds, timed } from "../rounds";
import { sqlBlastTop, sqlClosure, sqlShortest } from "./sql-twin";

const TOP = 50;
/** Below this an answer of the engine is one round trip for the names: the ratio says nothing of the graph. */
const FROM = 100_000;

async function namesOf(pool: Pool, ws: number, ids: number[]): Promise<unknown[]> {
  const { rows } = await pool.query({
    name: "names",
    text: "select id, name, kind from asset where workspace_id = $1 and id = any($2::int[])",
    values: [ws, ids],
  });
  return rows;
}

const reached = (snapshot: Snapshot, pad: Pad, id: number) =>
  [...closure(side(snapshot, "impact", "in"), nodeOf(snapshot, id), pad).nodes]
    .map((n) => snapshot.nodes.ids[n] ?? 0)
    .filter((other) => other !== id)
    .sort((a, b) => a - b);

/** Assets whose closures are asked both ways: the widest base first, then drawn ones. */
function sample(snapshot: Snapshot, widest: number, count: number): number[] {
  const draw = new Draw(5);
  return [widest, ...Array.from({ length: count - 1 }, () => snapshot.nodes.ids[draw.below(snapshot.size)] ?? 1)];
}

/** The engine's answers and times beside the best SQL of the same questions, on the same rows. */
export async function sqlFigures(pool: Pool, snapshot: Snapshot, widest: number): Promise<Figure[]> {
  const ws = snapshot.workspaceId;
  const pad = makePad(snapshot.size);
  const root = nodeOf(snapshot, widest);
  const asked = sample(snapshot, widest, 60);
  let differing = 0;
  for (const id of asked) {
    const sql = (await sqlClosure(pool, ws, id)).sort((a, b) => a - b);
    if (JSON.stringify(sql) !== JSON.stringify(reached(snapshot, pad, id))) differing += 1;
  }
  const large = snapshot.size > FROM;
  const { engine, sql } = await rounds(large ? 5 : 9, {
    engine: {
      run: () =>
        namesOf(
          pool,
          ws,
          blast(snapshot, root, pad, TOP).top.map((t) => t.id),
        ),
      times: 10,
    },
    sql: { run: () => sqlBlastTop(pool, ws, widest) },
  });
  const count = blast(snapshot, root, pad, TOP).count;
  const exposed = exposedIds(snapshot).slice(0, large ? 5 : 9);
  allDownCounts(snapshot, pad);
  const every = await rounds(large ? 3 : 5, { all: { run: () => allDownCounts(snapshot, pad) } });
  const way = await rounds(exposed.length, {
    field: { run: () => sensitiveField(snapshot, pad), times: 3 },
    sql: { run: (round) => sqlShortest(pool, ws, exposed[Math.max(round, 0)] ?? widest) },
  });
  const faster = sql.median / engine.median;
  const share = way.field.median / way.sql.median;
  const times = every.all.median / sql.median;
  return [
    {
      name: `closures that differ from the SQL oracle, of ${asked.length}`,
      measured: String(differing),
      target: "0",
      ok: differing === 0,
    },
    {
      name: `blast radius of the widest base (${count} assets), top ${TOP} with names, against UNION over ids`,
      measured: `${ratio(faster)} faster (medians ${time(engine.median)} and ${time(sql.median)}, n ${sql.n})`,
      target: `>= 100x${snapshot.size < FROM ? " from 100k on" : ""}`,
      ok: snapshot.size < FROM || faster >= 100,
    },
    {
      name: "distance of every asset to sensitive data, against one question in SQL six hops deep",
      measured: `${share.toFixed(3)}x (medians ${time(way.field.median)} and ${time(way.sql.median)}, n ${way.sql.n})`,
      target: "<= 0.2x",
      ok: share <= 0.2,
    },
    {
      name: `exact blast radius of all ${snapshot.size} assets, against one in SQL`,
      measured: `${ratio(times)} (medians ${time(every.all.median)} and ${time(sql.median)}, n ${every.all.n})`,
      target: "<= 3x",
      ok: times <= 3,
    },
  ];
}

function exposedIds({ nodes, size }: Snapshot): number[] {
  const found: number[] = [];
  for (let n = 0; n < size; n++)
    if (nodes.kind[n] === ASSET_KINDS.infra && (nodes.exposure[n] ?? 0) >= EXPOSURES.X4) found.push(nodes.ids[n] ?? 0);
  const draw = new Draw(6);
  return Array.from({ length: Math.min(20, found.length) }, () => found[draw.below(found.length)] ?? 1);
}

const LAYERS = 17;

/** Inserts a graph of `derived_from` edges in a workspace of its own; node 1 is the root. */
async function putGraph(pool: Pool, ws: number, size: number, edges: [number, number][]): Promise<void> {
  await pool.query("insert into workspace(id, slug, name, graph_version) values ($1, $2, $2, 1)", [ws, `ladder-${ws}`]);
  await pool.query(
    `insert into asset(workspace_id, id, first_record, changed_record, h, kind, subtype, ext_key, name)
     select $1, n, 1, 1, 0, 1, 'finetune', 'm' || n, 'm' || n from generate_series(1, $2::int) n`,
    [ws, size],
  );
  await pool.query(
    `insert into edge(workspace_id, src, kind, dst, source_id, class, changed_record)
     select $1, s, 21, d, 1, 1, 1 from unnest($2::int[], $3::int[]) as t(s, d) on conflict do nothing`,
    [ws, edges.map((e) => e[0]), edges.map((e) => e[1])],
  );
}

/**
 * A ladder of diamonds with 2^17 paths, a cycle back to its root and a self loop, beside a chain of as many nodes: who
 * counts paths instead of nodes never comes back.
 */
export async function ladderFigures(pool: Pool, load: (workspaceId: number) => Promise<Snapshot>): Promise<Figure[]> {
  const size = 2 * LAYERS + 1;
  const edges: [number, number][] = [[size, size]];
  for (let layer = 0; layer < LAYERS; layer++) {
    const pair = [2 * layer + 2, 2 * layer + 3];
    const under = layer === 0 ? [1] : [2 * layer, 2 * layer + 1];
    for (const src of pair) for (const dst of under) edges.push([src, dst]);
  }
  edges.push([1, size]);
  const chain = Array.from({ length: size - 1 }, (_, i): [number, number] => [i + 2, i + 1]);
  const [ladder, line] = [900_001, 900_002];
  await putGraph(pool, ladder, size, edges);
  await putGraph(pool, line, size, chain);
  const made = { ladder: await load(ladder), line: await load(line) };
  const pad = makePad(size);
  const run = (snapshot: Snapshot) => closure(side(snapshot, "impact", "in"), nodeOf(snapshot, 1), pad);
  const counts = [run(made.ladder).nodes.length, (await sqlClosure(pool, ladder, 1)).length + 1];
  const t = await rounds(21, {
    ladder: { run: () => run(made.ladder), times: 1_000 },
    line: { run: () => run(made.line), times: 1_000 },
    sqlLadder: { run: () => sqlClosure(pool, ladder, 1), times: 5 },
    sqlLine: { run: () => sqlClosure(pool, line, 1), times: 5 },
  });
  const whole = counts.every((n) => n === size);
  return [
    {
      name: `closure of a ladder with 2^${LAYERS} paths, a cycle and a self loop, engine: against a chain of ${size} nodes`,
      measured: `${ratio(t.ladder.median / t.line.median)} (medians ${time(t.ladder.median)} and ${time(t.line.median)}, n ${t.ladder.n})`,
      target: "<= 5x",
      ok: whole && t.ladder.median <= 5 * t.line.median,
    },
    {
      name: "the same in SQL",
      measured: `${ratio(t.sqlLadder.median / t.sqlLine.median)} (medians ${time(t.sqlLadder.median)} and ${time(t.sqlLine.median)}, n ${t.sqlLadder.n})`,
      target: "<= 5x",
      ok: whole && t.sqlLadder.median <= 5 * t.sqlLine.median,
    },
  ];
}

/** What one pass over all assets found, for the reader. */
export async function widestOf(snapshot: Snapshot): Promise<{ id: number; count: number; pairs: number; ms: number }> {
  const { ms, value } = await timed(() => allDownCounts(snapshot));
  let id = 0;
  let count = -1;
  let pairs = 0;
  for (let n = 0; n < snapshot.size; n++) {
    const down = value.down[n] ?? 0;
    pairs += down;
    if (snapshot.nodes.kind[n] !== ASSET_KINDS.model || down <= count) continue;
    id = snapshot.nodes.ids[n] ?? 0;
    count = down;
  }
  return { id, count, pairs, ms };
}
