import "server-only";
import { sql } from "drizzle-orm";
import { EXPOSURES } from "@/db/enums";
import type { ExposedView, ExposurePathView, PathView } from "@/lib/domain/views/graph-views";
import { ExposedQuery, PathQuery } from "@/lib/domain/views/queries";
import { type Ctx, reader, requireScope } from "../context";
import { parseInput } from "../input";
import { askGraph } from "./ask";
import { placedRoot, refOf } from "./placed";
import { drawWays } from "./ways";

/** Longer than any way that is followed from stored figures. */
const MAX_HOPS = 64;

/** A shortest way between two assets: along harm, along an attacker's moves, or over any relation but labels whichever way it points. */
export async function getPath(ctx: Ctx, input: unknown): Promise<PathView> {
  requireScope(ctx, "viewer");
  const { from, to, over } = parseInput(PathQuery, input);
  const [start, end] = [await placedRoot(ctx, from), await placedRoot(ctx, to)];
  const { answer, stamp } = await askGraph(ctx, { kind: "path", from, to, over });
  const [way = null] = answer ? await drawWays(ctx, [answer], over) : [];
  return { from: refOf(start), to: refOf(end), over, way, stamp };
}

/** How an asset stands between the internet and sensitive data: the shortest way on to data, and from exposure to it. */
export async function getExposurePath(ctx: Ctx, id: number): Promise<ExposurePathView> {
  requireScope(ctx, "viewer");
  const root = await placedRoot(ctx, id);
  const { answer, stamp } = await askGraph(ctx, { kind: "exposure", id });
  const drawn = async (ids: number[] | null | undefined) =>
    ids ? ((await drawWays(ctx, [ids], "attack"))[0] ?? null) : null;
  return {
    root: refOf(root),
    sensitive: answer?.sensitive ?? false,
    toData: await drawn(answer?.toData),
    fromExposed: await drawn(answer?.fromExposed),
    unknownStores: stamp.partial ? null : (answer?.unknownStores ?? null),
    stamp,
  };
}

/** The shortest ways from what the internet reaches to sensitive data, fewest hops first. */
export async function listExposedPaths(ctx: Ctx, input: unknown = {}): Promise<ExposedView> {
  requireScope(ctx, "viewer");
  const { limit } = parseInput(ExposedQuery, input);
  const { answer, stamp } = await askGraph(ctx, { kind: "exposed", limit });
  const ways = answer?.ways ?? (await storedWays(ctx, limit));
  return {
    ways: await drawWays(ctx, ways, "attack"),
    total: answer?.total ?? null,
    unknownStores: answer?.unknownStores ?? null,
    stamp,
  };
}

/** The same from what the newest ranking stored, while no graph is at hand: each way follows its next hops. */
async function storedWays(ctx: Ctx, limit: number): Promise<number[][]> {
  const ws = ctx.workspaceId;
  const { rows } = await reader().execute<{ way: number[] }>(
    sql`with recursive first as (
          select m.asset_id as id from asset_metric m join asset a on a.workspace_id = m.workspace_id and a.id = m.asset_id
          where m.workspace_id = ${ws} and m.sensitive_hops > 0 and a.exposure >= ${EXPOSURES.X4} and a.closed_record is null
          order by m.sensitive_hops, m.asset_id limit ${limit}),
        step as (
          select f.id as start, f.id as at, 0 as n from first f
          union all
          select s.start, m.sensitive_next, s.n + 1 from step s join asset_metric m on m.workspace_id = ${ws} and m.asset_id = s.at
          where m.sensitive_hops > 0 and s.n < ${MAX_HOPS})
        select array_agg(at order by n) as way from step group by start order by count(*), start`,
  );
  return rows.map((r) => r.way);
}
