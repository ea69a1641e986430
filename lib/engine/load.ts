import type { ClientBase, Pool } from "pg";
import type { Triples } from "@/lib/graph/csr/csr";
import { markDeployed } from "@/lib/graph/csr/deployed";
import { kindByte } from "@/lib/graph/csr/kind-bytes";
import { buildSnapshot, type Moment, type Nodes, type Snapshot } from "@/lib/graph/csr/snapshot";
import { literal, nodeSelect } from "./node-select";
import { readColumns, type Watch } from "./read-copy";

/** Reads nodes by such a query. */
export async function readNodes(client: ClientBase, select: string, watch?: Watch): Promise<Nodes> {
  const [ids, kind, flags, exposure, data, score] = await readColumns(client, select, [4, 2, 2, 2, 2, 2], watch);
  return {
    ids: ids ?? new Int32Array(),
    kind: new Uint8Array(kind ?? []),
    flags: new Uint8Array(flags ?? []),
    exposure: new Uint8Array(exposure ?? []),
    data: new Uint8Array(data ?? []),
    score: new Int16Array(score ?? []),
  };
}

async function readTriples(client: ClientBase, workspaceId: number, watch?: Watch): Promise<Triples> {
  const select = `select src, kind, dst from edge where workspace_id = ${literal(workspaceId)}`;
  const [src, kind, dst] = await readColumns(client, select, [4, 2, 4], watch);
  const codes = kind ?? new Int32Array();
  const kinds = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) kinds[i] = kindByte(codes[i] as number);
  return { src: src ?? new Int32Array(), dst: dst ?? new Int32Array(), kinds, length: codes.length };
}

/** What the workspace's row says now; null where there is no such workspace. */
export async function readMoment(client: ClientBase | Pool, workspaceId: number): Promise<Moment | null> {
  const { rows } = await client.query<Moment>(
    `select w.graph_version as version, w.graph_run as "runId", r.key as run
     from workspace w left join run r on r.workspace_id = w.id and r.id = w.graph_run where w.id = $1`,
    [workspaceId],
  );
  return rows[0] ?? null;
}

/** Runs `work` on a connection of its own that sees one moment of the database throughout. */
export async function atOneMoment<T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A COPY that was not read to its end leaves the connection in the middle of it: such a one is not used again.
  let broken = true;
  try {
    await client.query("begin isolation level repeatable read read only");
    const value = await work(client);
    await client.query("commit");
    broken = false;
    return value;
  } finally {
    client.release(broken);
  }
}

/**
 * Reads a workspace's whole graph in one transaction. Throws a sentence where the workspace is unknown, or where `watch`
 * throws because it has grown too large.
 */
export async function loadSnapshot(
  pool: Pool,
  workspaceId: number,
  o: { watch?: Watch; renumber?: boolean } = {},
): Promise<Snapshot> {
  return atOneMoment(pool, async (client) => {
    const moment = await readMoment(client, workspaceId);
    if (!moment) throw new Error(`Workspace ${workspaceId} does not exist.`);
    const nodes = await readNodes(client, nodeSelect(workspaceId), o.watch);
    const triples = await readTriples(client, workspaceId, o.watch);
    const snapshot = buildSnapshot(workspaceId, moment, nodes, triples, o.renumber);
    markDeployed(snapshot);
    return snapshot;
  });
}
