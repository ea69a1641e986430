import type { ClientBase, Pool } from "pg";
import { applyDelta, type EdgeList } from "@/lib/graph/csr/delta";
import { markDeployed } from "@/lib/graph/csr/deployed";
import { indexOfIds, type Nodes, type Snapshot } from "@/lib/graph/csr/snapshot";
import { atOneMoment, loadSnapshot, readMoment, readNodes } from "./load";
import { literal, nodeSelect } from "./node-select";
import { readColumns, type Watch } from "./read-copy";

const EDGE_ADDED = 1;
const EDGE_REMOVED = 2;
const ASSET_CHANGED = 3;

/** With more changes than this share of the edges, reading all anew is no slower. */
const MAX_SHARE = 0.3;

type Listed = { edges: EdgeList; assets: Set<number> };

/** What the log says since a version; null where it does not reach back that far or says to load anew. */
async function listedSince(client: ClientBase, workspaceId: number, from: number, to: number): Promise<Listed | null> {
  const ws = literal(workspaceId);
  const { rows } = await client.query<{ versions: number; anew: boolean }>(
    `select count(distinct version)::int as versions, coalesce(bool_or(op not in (${EDGE_ADDED}, ${EDGE_REMOVED}, ${ASSET_CHANGED})), false) as anew
     from graph_change where workspace_id = $1 and version > $2 and version <= $3`,
    [workspaceId, from, to],
  );
  // Every version leaves at least one row, so a missing one was dropped from the log.
  if (!rows[0] || rows[0].anew || rows[0].versions !== to - from) return null;
  const where = `workspace_id = ${ws} and version > ${literal(from)} and version <= ${literal(to)}`;
  const [src, dst, kind] = await readColumns(
    client,
    `select distinct src, dst, kind from graph_change where ${where} and op in (${EDGE_ADDED}, ${EDGE_REMOVED})`,
    [4, 4, 2],
  );
  const [ids] = await readColumns(
    client,
    `select distinct src from graph_change where ${where} and op = ${ASSET_CHANGED}`,
    [4],
  );
  return {
    edges: { src: src ?? new Int32Array(), dst: dst ?? new Int32Array(), kind: new Int16Array(kind ?? []) },
    assets: new Set(ids),
  };
}

/** Of the listed edges, those that exist now: which sources said so, and how often, does not matter. */
async function present(client: ClientBase, workspaceId: number, edges: EdgeList): Promise<EdgeList> {
  const { rows } = await client.query<{ src: number; kind: number; dst: number }>(
    `select distinct e.src, e.kind, e.dst from unnest($2::int[], $3::int[], $4::int[]) as t(src, kind, dst)
     join edge e on e.workspace_id = $1 and e.src = t.src and e.kind = t.kind and e.dst = t.dst`,
    [workspaceId, [...edges.src], [...edges.kind], [...edges.dst]],
  );
  return {
    src: Int32Array.from(rows, (r) => r.src),
    dst: Int32Array.from(rows, (r) => r.dst),
    kind: Int16Array.from(rows, (r) => r.kind),
  };
}

async function nodesOf(client: ClientBase, snapshot: Snapshot, all: boolean, ids: Set<number>): Promise<Nodes> {
  // Ranking writes what it derived into every asset's row without a change of the graph: then all rows are read.
  if (all) return readNodes(client, nodeSelect(snapshot.workspaceId));
  return readNodes(
    client,
    nodeSelect(snapshot.workspaceId, ids.size === 0 ? "false" : `id in (${[...ids].map(literal).join(",")})`),
  );
}

/**
 * The snapshot of now. Follows the change log where that reaches back to the old snapshot and lists little enough, else
 * reads all anew. The old one is not changed and stays usable meanwhile; where nothing happened it is the answer.
 */
export async function refreshSnapshot(pool: Pool, old: Snapshot, watch?: Watch): Promise<Snapshot> {
  const followed = await atOneMoment(pool, async (client) => {
    const moment = await readMoment(client, old.workspaceId);
    if (!moment) throw new Error(`Workspace ${old.workspaceId} does not exist.`);
    if (moment.version === old.version && moment.runId === old.runId) return old;
    if (moment.version < old.version) return null;
    const listed = await listedSince(client, old.workspaceId, old.version, moment.version);
    if (!listed || listed.edges.src.length > 10_000 + old.edges * MAX_SHARE) return null;
    const ranked = moment.runId !== old.runId;
    const nodes = await nodesOf(client, old, ranked, listed.assets);
    const there = indexOfIds(nodes.ids);
    // An asset that was taken into another has no row any more; numbers are only given up by reading all anew.
    for (const id of ranked ? old.nodes.ids : listed.assets) if ((there[id] ?? -1) < 0) return null;
    const next = applyDelta(old, moment, {
      touched: listed.edges,
      present: await present(client, old.workspaceId, listed.edges),
      nodes,
    });
    markDeployed(next);
    return next;
  });
  return followed ?? loadSnapshot(pool, old.workspaceId, watch ? { watch } : {});
}
