import { sql } from "drizzle-orm";
import { ASSET_KINDS } from "@/db/enums";
import { OPEN, PRODUCTION, RUNNING } from "@/lib/graph/csr/snapshot";
import { type MadeEdge, madeGraph, seeded } from "@/lib/graph/csr/testing/made-graph";
import { type Ctx, reader } from "../../context";

const ints = (values: Iterable<number>) => sql`${sql.param([...values])}::int[]`;
const texts = (values: Iterable<string>) => sql`${sql.param([...values])}::text[]`;

const SUBTYPE: Record<number, [string, string]> = {
  [ASSET_KINDS.infra]: ["bucket", "endpoint"],
  [ASSET_KINDS.plugin]: ["agent", "mcp_server"],
  [ASSET_KINDS.dataset]: ["corpus", "table"],
};

export async function insertEdges(ctx: Ctx, edges: readonly MadeEdge[], sourceId = 1): Promise<void> {
  await reader().execute(
    sql`insert into edge(workspace_id, src, kind, dst, source_id, class, changed_record)
        select ${ctx.workspaceId}, src, kind, dst, ${sourceId}::int, 2, 1 from unnest(${ints(edges.map((e) => e.src))}, ${ints(edges.map((e) => e.kind))}, ${ints(edges.map((e) => e.dst))}) t(src, kind, dst) on conflict do nothing`,
  );
}

/** Writes a made graph of `size` assets into a workspace, some of its edges under two sources; gives ids and edges. */
export async function insertMadeEstate(
  ctx: Ctx,
  seed: number,
  size: number,
): Promise<{ ids: number[]; edges: MadeEdge[] }> {
  const { nodes, edges } = madeGraph(seed, size);
  const next = seeded(seed + 1);
  const ids = [...nodes.ids];
  const at = (n: number) => nodes.flags[n] ?? 0;
  const rows = ids.map((id, n) => ({
    id,
    closed: at(n) & OPEN ? -1 : 1,
    kind: nodes.kind[n] ?? 1,
    subtype: SUBTYPE[nodes.kind[n] ?? 1]?.[next() < 0.4 ? 0 : 1] ?? "unknown",
    env: at(n) & PRODUCTION ? "prod" : "dev",
    state: at(n) & RUNNING ? "running" : "stopped",
    exposure: nodes.exposure[n] ?? 0,
    data: Math.min(nodes.data[n] ?? 255, 5) % 5,
    score: nodes.score[n] ?? -1,
  }));
  await reader().execute(
    sql`insert into asset(workspace_id, id, first_record, changed_record, closed_record, h, kind, subtype, ext_key, name, owner, env, attrs, exposure, data_scored, score_tenths)
        select ${ctx.workspaceId}, id, 1, 1, nullif(closed, -1), 0, kind, subtype, 'key:' || id, 'made ' || id, case when id % 3 = 0 then 'team ' || id % 7 end, env, jsonb_build_object('state', state), exposure, data, nullif(score, -1)
        from unnest(${ints(rows.map((r) => r.id))}, ${ints(rows.map((r) => r.closed))}, ${ints(rows.map((r) => r.kind))}, ${texts(rows.map((r) => r.subtype))}, ${texts(rows.map((r) => r.env))}, ${texts(rows.map((r) => r.state))},
                    ${ints(rows.map((r) => r.exposure))}, ${ints(rows.map((r) => r.data))}, ${ints(rows.map((r) => r.score))}) t(id, closed, kind, subtype, env, state, exposure, data, score)`,
  );
  await insertEdges(ctx, edges, 1);
  await insertEdges(
    ctx,
    edges.filter((_, i) => i % 3 === 0),
    2,
  );
  await reader().execute(sql`update workspace set next_asset = ${Math.max(...ids) + 1} where id = ${ctx.workspaceId}`);
  await reader().execute(
    sql`insert into source(workspace_id, id, name, connector) values (${ctx.workspaceId}, 1, 'one', 'made'), (${ctx.workspaceId}, 2, 'two', 'made')`,
  );
  return { ids, edges };
}

/** Raises the version with a list of what changed, as a commit that changes the graph does. */
export async function publishMade(
  ctx: Ctx,
  changes: readonly { op: number; src: number; dst?: number; kind?: number }[],
): Promise<number> {
  const { rows } = await reader().execute<{ v: number }>(
    sql`update workspace set graph_version = graph_version + 1 where id = ${ctx.workspaceId} returning graph_version as v`,
  );
  const version = rows[0]?.v ?? 0;
  await reader().execute(
    sql`insert into graph_change(workspace_id, version, seq, op, src, dst, kind)
        select ${ctx.workspaceId}, ${version}::int, row_number() over (), op, src, dst, kind from unnest(${ints(changes.map((c) => c.op))}, ${ints(changes.map((c) => c.src))}, ${ints(changes.map((c) => c.dst ?? 0))}, ${ints(changes.map((c) => c.kind ?? 0))}) t(op, src, dst, kind)`,
  );
  return version;
}
