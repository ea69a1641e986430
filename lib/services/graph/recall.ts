import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { RELATION_KINDS } from "@/db/enums";
import { RECALL_GROUPS, type RecallView } from "@/lib/domain/views/graph-views";
import { RecallQuery } from "@/lib/domain/views/queries";
import { type Ctx, reader, requireScope } from "../context";
import { readCursor, toCursor } from "../cursor";
import { isRowId, parseInput } from "../input";
import { askGraph } from "./ask";
import { placedAssets, placedRoot, refOf } from "./placed";

const MAX_OWNERS = 100;
const Place = z.tuple([z.enum(RECALL_GROUPS), z.number().int().min(0), z.number().int().refine(isRowId)]);
const OWNED_BY = RELATION_KINDS.owned_by * 16;

/** Who owns an asset: its stated owner, else the first whom the owned_by relation names. */
const OWNER = sql`coalesce(a.owner, (select o.name from edge e join asset o on o.workspace_id = e.workspace_id and o.id = e.dst
  where e.workspace_id = a.workspace_id and e.src = a.id and e.kind = ${sql.raw(String(OWNED_BY))} order by e.class, o.name limit 1))`;

/**
 * What follows when an asset is bad: what is made from it, what runs it, which agents use it, what else is harmed, and
 * whom to tell. Pages in the order of these groups, nearest first.
 */
export async function getRecall(ctx: Ctx, id: number, input: unknown = {}): Promise<RecallView> {
  requireScope(ctx, "viewer");
  const { cursor, limit } = parseInput(RecallQuery, input);
  const place = readCursor(cursor, Place);
  const root = await placedRoot(ctx, id);
  const { answer, stamp } = await askGraph(ctx, {
    kind: "recall",
    id,
    after: place ? { group: place[0], distance: place[1], id: place[2] } : null,
    limit: limit + 1,
    ids: place === null,
  });
  const members = (answer?.members ?? []).slice(0, limit);
  const ids = members.map((m) => m.id);
  const [assets, owners] = [await placedAssets(ctx, ids), await ownersOf(ctx, ids)];
  const last = members.at(-1);
  const none = { count: 0, production: 0, running: 0 };
  return {
    root: refOf(root),
    totals: answer?.totals ?? { descendants: none, endpoints: none, agents: none, others: none },
    rows: members.flatMap(({ id: member, group, distance }) => {
      const asset = assets.get(member);
      if (!asset) return [];
      const { worstBand, env } = asset;
      return [{ ...refOf(asset), worstBand, env, group, distance, owner: owners.get(member) ?? null }];
    }),
    next: (answer?.members.length ?? 0) > limit && last ? toCursor([last.group, last.distance, last.id]) : null,
    owners: place === null ? await toTell(ctx, answer?.ids ?? new Int32Array()) : null,
    stamp,
  };
}

async function ownersOf(ctx: Ctx, ids: readonly number[]): Promise<Map<number, string | null>> {
  const { rows } = await reader().execute<{ id: number; owner: string | null }>(
    sql`select a.id, ${OWNER} as owner from asset a where a.workspace_id = ${ctx.workspaceId} and a.id = any(${sql.param([...ids])}::int[])`,
  );
  return new Map(rows.map((r) => [r.id, r.owner]));
}

/** Owners of everything that is to be told, by how much of it is theirs. */
async function toTell(ctx: Ctx, ids: Int32Array): Promise<NonNullable<RecallView["owners"]>> {
  const { rows } = await reader().execute<{ owner: string | null; assets: number }>(
    sql`select owner, count(*)::int as assets from (select ${OWNER} as owner from asset a where a.workspace_id = ${ctx.workspaceId} and a.id = any(${sql.param([...ids])}::int[])) x
        group by owner order by assets desc, owner`,
  );
  const named = rows.flatMap(({ owner, assets }) => (owner === null ? [] : { owner, assets }));
  return {
    rows: named.slice(0, MAX_OWNERS),
    more: Math.max(0, named.length - MAX_OWNERS),
    nobody: rows.find((r) => r.owner === null)?.assets ?? 0,
  };
}
