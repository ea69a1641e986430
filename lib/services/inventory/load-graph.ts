import "server-only";
import type { PoolClient } from "pg";
import { databasePool } from "@/db/client";
import { ASSET_KINDS, SCAN_VERDICTS } from "@/db/enums";
import type { JsonObject } from "@/lib/domain/json";
import { CompactRows, compactGraph } from "@/lib/graph/compact-graph";
import type { Graph } from "@/lib/graph/graph";
import { type Ctx, reader, requireScope } from "../context";
import { engineWords } from "../scan/engine-results";
import { readBinary } from "./copy-rows";

/**
 * The workspace's current graph: open assets, tombstones that still carry lineage, and each file with its scan; optionally
 * without derived edges. Read by binary COPY in one snapshot of the database and held as columns (about half a gigabyte for
 * a million assets), for the stages that judge all of it; a screen's question goes to the engine.
 */
export async function loadGraph(ctx: Ctx, o: { derived: boolean } = { derived: true }): Promise<Graph> {
  requireScope(ctx, "viewer");
  const client = await databasePool().connect();
  let failed: Error | undefined;
  try {
    await client.query("begin isolation level repeatable read read only");
    const rows = new CompactRows();
    await readAssets(client, ctx.workspaceId, rows);
    await readEdges(client, ctx.workspaceId, o.derived, rows);
    await client.query("commit");
    return compactGraph(rows, await otherEngines(ctx));
  } catch (error) {
    failed = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(failed);
  }
}

/** What other engines say of files, by the file's key. */
async function otherEngines(ctx: Ctx): Promise<Map<string, JsonObject>> {
  const words = await engineWords(reader(), ctx, null);
  return new Map([...words].map(([digest, engines]) => [`sha256:${digest}`, { engines }]));
}

/** Reads the fields of one row in their order: a length each, then the value. */
class Fields {
  constructor(
    private readonly buffer: Buffer,
    private at: number,
  ) {}

  bytes(): Buffer | null {
    const length = this.buffer.readInt32BE(this.at);
    const from = this.at + 4;
    this.at = from + Math.max(0, length);
    return length < 0 ? null : this.buffer.subarray(from, from + length);
  }

  /** A whole number of two or four bytes; 0 where there is none. */
  int(): number {
    const bytes = this.bytes();
    if (bytes === null) return 0;
    return bytes.length === 2 ? bytes.readInt16BE(0) : bytes.readInt32BE(0);
  }
}

const VERDICT_WORD = Object.entries(SCAN_VERDICTS)
  .map(([word, code]) => `when ${code} then '${word}'`)
  .join(" ");

async function readAssets(client: PoolClient, workspaceId: number, rows: CompactRows): Promise<void> {
  const scan = `case when s.verdict is null then a.attrs else a.attrs || jsonb_build_object('scan', coalesce(s.result, '{}') || jsonb_build_object(
      'verdict', case s.verdict ${VERDICT_WORD} end, 'evidence', coalesce(s.evidence_ids, '[]'), 'engine', coalesce(s.engine, ''))) end`;
  await readBinary(
    client,
    `select a.id, a.kind, jsonb_build_array(a.ext_key, a.subtype, a.name, a.owner, a.env, a.data, a.criticality, ${scan}, a.page_id, a.spot, a.closed_record is null)::text
     from asset a left join scan s on s.workspace_id = a.workspace_id and a.kind = ${ASSET_KINDS.artifact} and s.digest = substr(a.ext_key, 8) and s.verdict is not null
     where a.workspace_id = ${Number(workspaceId)}`,
    3,
    (buffer, at) => {
      const fields = new Fields(buffer, at);
      rows.ids.push(fields.int());
      rows.kinds.push(fields.int());
      rows.docs.push(fields.bytes());
    },
  );
}

async function readEdges(client: PoolClient, workspaceId: number, derived: boolean, rows: CompactRows): Promise<void> {
  await readBinary(
    client,
    `select e.src, e.dst, e.kind, e.class, e.page_id, e.spot, d.doc::text from edge e
     left join edge_detail d using (workspace_id, src, kind, dst, source_id)
     where e.workspace_id = ${Number(workspaceId)}${derived ? "" : " and e.source_id <> 0"}`,
    7,
    (buffer, at) => {
      const fields = new Fields(buffer, at);
      rows.src.push(fields.int());
      rows.dst.push(fields.int());
      rows.edgeKinds.push(fields.int());
      rows.classes.push(fields.int());
      rows.pages.push(fields.int());
      rows.spots.push(fields.bytes());
      rows.edgeDocs.push(fields.bytes());
    },
  );
}
