import { sql } from "drizzle-orm";
import type { Pool } from "pg";
import { AssetQuery } from "@/lib/domain/views/queries";
import { ASSET_COLUMNS } from "@/lib/services/asset/asset-rows";
import { listAssets } from "@/lib/services/asset/list-assets";
import { type Ctx, reader, systemContext, withTransaction } from "@/lib/services/context";
import { toCursor } from "@/lib/services/cursor";
import { keysetPage } from "@/lib/services/keyset";
import { getOverview } from "@/lib/services/overview/overview";
import { listRisks } from "@/lib/services/risk/list-risks";
import { writeAssetTally, writeBandTally, writeConfirmedTally } from "@/lib/services/tally/asset-tally";
import { writeRiskTally } from "@/lib/services/tally/risk-tally";
import { writeScanTally } from "@/lib/services/tally/scan-tally";
import { readTally } from "@/lib/services/tally/tally";
import { withDatabase } from "./estate/database";
import { loadEstate } from "./estate/load";
import { type Figure, note, ratio, sizeOf, time } from "./figure";
import { rounds, timed } from "./rounds";

const SMALL = 10_000;
const DEEP = 100_000;
const KEY = sql`coalesce(a.score_tenths, -1)`;

/** An estate as a ranked run leaves it, its counts written as the ranking writes them. */
async function ranked(pool: Pool, size: number): Promise<Ctx> {
  const { ms, value } = await timed(() => loadEstate(pool, size, { lists: true }));
  const ctx = systemContext(value.workspaceId);
  const tally = await timed(() =>
    withTransaction(async (tx) => {
      for (const write of [writeAssetTally, writeBandTally, writeConfirmedTally, writeRiskTally, writeScanTally])
        await write(tx, ctx);
    }),
  );
  note(`${size} assets loaded in ${time(ms)}, counts written in ${time(tally.ms)}`);
  return ctx;
}

/** The first screen and the first page of risks on the large estate and on 10,000 assets, in turn. */
async function sizeFigures(large: Ctx, small: Ctx, size: number): Promise<Figure[]> {
  const t = await rounds(15, {
    overviewLarge: { run: () => getOverview(large) },
    overviewSmall: { run: () => getOverview(small) },
    risksLarge: { run: () => listRisks(large, {}) },
    risksSmall: { run: () => listRisks(small, {}) },
  });
  const figure = (name: string, a: typeof t.risksLarge, b: typeof t.risksLarge): Figure => ({
    name: `${name}, server time on ${size} assets against ${SMALL}`,
    measured: `${ratio(a.median / b.median)} (medians ${time(a.median)} and ${time(b.median)}, n ${a.n})`,
    target: "<= 1.5x",
    ok: a.median <= 1.5 * b.median,
  });
  return [
    figure("overview", t.overviewLarge, t.overviewSmall),
    figure("first page of risks", t.risksLarge, t.risksSmall),
  ];
}

async function pageFigures(ctx: Ctx, size: number): Promise<Figure[]> {
  const depth = Math.min(DEEP, Math.floor(size * 0.8));
  const where = sql`a.workspace_id = ${ctx.workspaceId} and a.closed_record is null`;
  const byOffset = (limit: number) =>
    sql`select ${ASSET_COLUMNS}, ${KEY} as page_key from asset a where ${where} order by ${KEY} desc, a.id offset ${depth} limit ${limit}`;
  const found = await reader().execute<{ page_key: number; id: number }>(byOffset(1));
  const at = found.rows[0];
  if (!at) throw new Error(`There is no asset at depth ${depth}`);
  const cursor = [at.page_key, at.id] as const;
  const limit = AssetQuery.parse({}).limit;
  const page = keysetPage({
    ...{ columns: ASSET_COLUMNS, from: sql`asset a`, where, key: KEY, id: sql`a.id`, down: true },
    ...{ cursor, limit: limit + 1 },
  });
  const t = await rounds(11, {
    first: { run: () => listAssets(ctx, {}), times: 3 },
    deep: { run: () => listAssets(ctx, { cursor: toCursor(cursor) }), times: 3 },
    keyset: { run: () => reader().execute(page), times: 5 },
    offset: { run: () => reader().execute(byOffset(limit + 1)) },
  });
  const faster = t.offset.median / t.keyset.median;
  return [
    {
      name: `inventory page ${depth} assets deep, against its first page`,
      measured: `${ratio(t.deep.median / t.first.median)} (medians ${time(t.deep.median)} and ${time(t.first.median)}, n ${t.deep.n})`,
      target: "<= 2x",
      ok: t.deep.median <= 2 * t.first.median,
    },
    {
      name: `rows of that page, against OFFSET ${depth}`,
      measured: `${ratio(faster)} faster (medians ${time(t.keyset.median)} and ${time(t.offset.median)}, n ${t.offset.n})`,
      target: `>= 100x${size < 1_000_000 ? " at 1m" : ""}`,
      ok: size < 1_000_000 || faster >= 100,
    },
  ];
}

/** Every count that the first screen shows, counted now: what the written counts spare. */
function scanTiles(ctx: Ctx): Promise<unknown> {
  const ws = ctx.workspaceId;
  return reader().execute(
    sql`select (select json_agg(x) from (select f.fault_line, f.severity, f.observation, count(*) from finding f where f.workspace_id = ${ws} group by 1, 2, 3) x),
               (select json_agg(x) from (select r.fault_line, r.band, count(*) from risk r where r.workspace_id = ${ws} and r.open group by 1, 2) x),
               (select json_agg(x) from (select a.kind, count(*) from asset a where a.workspace_id = ${ws} and a.closed_record is null group by 1) x)`,
  );
}

async function tileFigures(ctx: Ctx, size: number): Promise<Figure[]> {
  const tiles = async () => {
    for (const list of ["asset", "risk"] as const) await readTally(reader(), ctx, list);
  };
  const t = await rounds(9, { written: { run: tiles, times: 3 }, scanned: { run: () => scanTiles(ctx) } });
  const faster = t.scanned.median / t.written.median;
  return [
    {
      name: "counts of the first screen as written, against counting them",
      measured: `${ratio(faster)} faster (medians ${time(t.written.median)} and ${time(t.scanned.median)}, n ${t.scanned.n})`,
      target: `>= 100x${size < 1_000_000 ? " at 1m" : ""}`,
      ok: size < 1_000_000 || faster >= 100,
    },
  ];
}

/** A common word, a rarer one, a number inside a name, and what nothing is called. */
const FRAGMENTS = ["triage", "fraud tagger", "ranker 44", "nothing-is-called-so"];

async function searchFigures(pool: Pool, ctx: Ctx, size: number): Promise<Figure[]> {
  const client = await pool.connect();
  try {
    for (const setting of ["enable_indexscan", "enable_bitmapscan", "enable_indexonlyscan"])
      await client.query(`set ${setting} = off`);
    const word = (round: number) => FRAGMENTS[Math.max(round, 0) % FRAGMENTS.length] ?? "";
    const t = await rounds(20, {
      search: { run: (round) => listAssets(ctx, { q: word(round), limit: 20 }) },
      scan: {
        run: (round) =>
          client.query(
            "select id, name from asset where workspace_id = $1 and name ilike '%' || $2 || '%' order by coalesce(score_tenths, -1) desc, id limit 20",
            [ctx.workspaceId, word(round)],
          ),
      },
    });
    const share = t.search.p95 / t.scan.median;
    return [
      {
        name: "search by a fragment through the inventory, p95, against a sequential ILIKE",
        measured: `${share.toFixed(3)}x (p95 ${time(t.search.p95)}, median ${time(t.search.median)}; ILIKE median ${time(t.scan.median)}, n ${t.scan.n})`,
        target: `<= 0.02x${size < 1_000_000 ? " at 1m" : ""}`,
        ok: size < 1_000_000 || share <= 0.02,
      },
    ];
  } finally {
    client.release(true);
  }
}

/** Server time of lists and of the first screen (rows 8 to 10 of the published targets) through the real services. */
export async function run(scale: string): Promise<Figure[]> {
  const size = sizeOf(scale);
  return withDatabase(async ({ pool }) => {
    const large = await ranked(pool, size);
    const small = size === SMALL ? large : await ranked(pool, SMALL);
    return [
      ...(size === SMALL ? [] : await sizeFigures(large, small, size)),
      ...(await pageFigures(large, size)),
      ...(await tileFigures(large, size)),
      ...(await searchFigures(pool, large, size)),
    ];
  });
}
