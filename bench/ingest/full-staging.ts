import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Pool, PoolClient } from "pg";
import { EVIDENCE_CLASSES } from "@/db/enums";
import { canonicalJson } from "@/lib/domain/json";
import type { InventoryRecord } from "@/lib/domain/record";
import { edgeCode } from "@/lib/domain/relation";
import { type Cell, copyInto } from "../estate/copy";
import { serverMs } from "./server-time";

type Source = { workspaceId: number; sourceId: number };

/** Ordinals of all keys: every edge has to be told to the database, so every key has to be known. */
async function readRecords(file: string): Promise<{ records: InventoryRecord[]; ords: Map<string, number> }> {
  const records: InventoryRecord[] = [];
  const ords = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const record = JSON.parse(line) as InventoryRecord;
    ords.set(record.key, records.length);
    records.push(record);
  }
  return { records, ords };
}

function* docRows(records: readonly InventoryRecord[]): Generator<Cell[]> {
  for (const [ord, { key, edges: _, ...doc }] of records.entries()) yield [ord, key, canonicalJson(doc)];
}

function* edgeRows(records: readonly InventoryRecord[], ords: ReadonlyMap<string, number>): Generator<Cell[]> {
  for (const [ord, record] of records.entries())
    for (const e of record.edges)
      yield [ord, edgeCode(e.relation, e.variant ?? null), ords.get(e.to) ?? -1, EVIDENCE_CLASSES.declared];
}

/** Sends everything, compares everything: documents and edges staged whole and joined with what is known. */
async function diff(client: PoolClient, { workspaceId, sourceId }: Source): Promise<void> {
  const at = `workspace_id = ${workspaceId} and source_id = ${sourceId}`;
  await client.query("analyze full_asset");
  await client.query("analyze full_edge");
  await client.query(
    `create temp table full_key on commit drop as select s.ord, o.asset_id from full_asset s join asset_obs o on ${at} and o.ext_key = s.ext_key`,
  );
  await client.query(
    `create temp table full_changed on commit drop as select coalesce(s.ext_key, o.ext_key) as ext_key
     from (select * from asset_obs where ${at}) o full join full_asset s on s.ext_key = o.ext_key
     where s.ord is null or o.ext_key is null or o.doc->'props' is distinct from s.doc->'props'`,
  );
  await client.query(
    `create temp table full_resolved on commit drop as select a.asset_id as src, e.kind, b.asset_id as dst
     from full_edge e join full_key a on a.ord = e.src join full_key b on b.ord = e.dst`,
  );
  await client.query("analyze full_resolved");
  await client.query(
    `create temp table full_gone on commit drop as select e.src, e.kind, e.dst from edge e where ${at}
     and not exists (select 1 from full_resolved r where r.src = e.src and r.kind = e.kind and r.dst = e.dst)`,
  );
  await client.query(
    `create temp table full_new on commit drop as select r.* from full_resolved r
     where not exists (select 1 from edge e where ${at} and e.src = r.src and e.kind = r.kind and e.dst = r.dst)`,
  );
}

/** Writes what the comparison found: old rows to history, gone and new edges, changed documents. */
async function write(client: PoolClient, { workspaceId, sourceId }: Source): Promise<void> {
  const at = `e.workspace_id = ${workspaceId} and e.source_id = ${sourceId}`;
  const gone = `${at} and e.src = g.src and e.kind = g.kind and e.dst = g.dst`;
  await client.query(
    `insert into edge_history(workspace_id, src, kind, dst, source_id, from_record, to_record, class, page_id, spot)
     select e.workspace_id, e.src, e.kind, e.dst, e.source_id, e.changed_record, 2147483646, e.class, e.page_id, e.spot from full_gone g join edge e on ${gone}`,
  );
  await client.query(`delete from edge e using full_gone g where ${gone}`);
  await client.query(
    `insert into edge(workspace_id, src, kind, dst, source_id, class, changed_record) select distinct ${workspaceId}, src, kind, dst, ${sourceId}, 2, 2147483646 from full_new`,
  );
  await client.query(
    `insert into asset_version(workspace_id, asset_id, from_record, to_record, op, doc)
     select o.workspace_id, o.asset_id, o.changed_record, 2147483646, 'c', o.doc from full_changed c join asset_obs o on o.workspace_id = ${workspaceId} and o.source_id = ${sourceId} and o.ext_key = c.ext_key`,
  );
  await client.query(
    `update asset_obs o set doc = s.doc from full_changed c join full_asset s on s.ext_key = c.ext_key
     where o.workspace_id = ${workspaceId} and o.source_id = ${sourceId} and o.ext_key = c.ext_key`,
  );
}

/**
 * How long the plain way takes for the same snapshot: parse all, stage all, compare all, write what differs, in one
 * transaction that is rolled back. `serverMs` is the database's own work.
 */
export async function fullStaging(
  pool: Pool,
  source: Source,
  file: string,
): Promise<{ ms: number; serverMs: number | null }> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    const pids = rows.map((r) => r.pid);
    const before = serverMs(pids);
    const start = performance.now();
    await client.query("begin");
    await client.query("set local work_mem = '128MB'");
    await client.query("create temp table full_asset (ord int, ext_key text, doc jsonb) on commit drop");
    await client.query("create temp table full_edge (src int, kind smallint, dst int, class smallint) on commit drop");
    const { records, ords } = await readRecords(file);
    await copyInto(client, "full_asset", ["ord", "ext_key", "doc"], docRows(records));
    await copyInto(client, "full_edge", ["src", "kind", "dst", "class"], edgeRows(records, ords));
    await diff(client, source);
    await write(client, source);
    const ms = performance.now() - start;
    const after = serverMs(pids);
    await client.query("rollback");
    return { ms, serverMs: before === null || after === null ? null : after - before };
  } finally {
    client.release();
  }
}
