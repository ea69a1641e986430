import "server-only";
import { sql } from "drizzle-orm";
import { RELATION_KINDS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { RELATIONS } from "@/lib/domain/relation";
import type { NeighbourhoodView, SiblingsPage } from "@/lib/domain/views/graph-views";
import { NeighbourhoodQuery, SiblingsQuery } from "@/lib/domain/views/queries";
import { type Ctx, reader, requireScope } from "../context";
import { fromCursor, toCursor } from "../cursor";
import { parseInput } from "../input";
import { askGraph } from "./ask";
import { relationWords } from "./edge-facts";
import { placedAssets, placedRoot, refOf } from "./placed";

/** What lies around an asset within some hops, wide families collapsed and counted. */
export async function getNeighbourhood(ctx: Ctx, id: number, input: unknown = {}): Promise<NeighbourhoodView> {
  requireScope(ctx, "viewer");
  const query = parseInput(NeighbourhoodQuery, input);
  const root = await placedRoot(ctx, id);
  const { answer, stamp } = await askGraph(ctx, { kind: "neighbourhood", id, ...query });
  const assets = await placedAssets(ctx, answer?.nodes.map((n) => n.id) ?? []);
  return {
    root: refOf(root),
    nodes: (answer?.nodes ?? []).flatMap(({ id: node, depth }) => {
      const asset = assets.get(node);
      return asset ? [{ ...refOf(asset), worstBand: asset.worstBand, depth }] : [];
    }),
    edges: (answer?.edges ?? [])
      .filter((e) => assets.has(e.src) && assets.has(e.dst))
      .map((e) => ({ from: e.src, to: e.dst, ...relationWords(e.kind) })),
    families: (answer?.families ?? []).map((f) => {
      const relation = wordOf(RELATION_KINDS, f.relation);
      return { ...f, relation, words: f.outgoing ? RELATIONS[relation].verb : RELATIONS[relation].reverse };
    }),
    omitted: answer?.omitted ?? 0,
    stamp,
  };
}

/** A family in full: everything one relation joins to an asset on one side, by id, page after page. */
export async function listSiblings(ctx: Ctx, id: number, input: unknown): Promise<SiblingsPage> {
  requireScope(ctx, "viewer");
  const { relation, outgoing, cursor, limit } = parseInput(SiblingsQuery, input);
  await placedRoot(ctx, id);
  const [after] = fromCursor(cursor, 1) ?? [0];
  const base = RELATION_KINDS[relation] * 16;
  const [near, far] = outgoing === "true" ? [sql`e.src`, sql`e.dst`] : [sql`e.dst`, sql`e.src`];
  const { rows } = await reader().execute<{ id: number }>(
    sql`select distinct ${far} as id from edge e where e.workspace_id = ${ctx.workspaceId} and ${near} = ${id}
        and e.kind between ${base} and ${base + 15} and ${far} > ${after ?? 0}::bigint and ${far} <> ${id} order by 1 limit ${limit + 1}`,
  );
  const page = rows.slice(0, limit).map((r) => r.id);
  const assets = await placedAssets(ctx, page);
  const last = page.at(-1);
  return {
    rows: page.flatMap((sibling) => {
      const asset = assets.get(sibling);
      return asset ? [{ ...refOf(asset), worstBand: asset.worstBand }] : [];
    }),
    next: rows.length > limit && last !== undefined ? toCursor([last]) : null,
  };
}
