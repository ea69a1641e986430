import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { COLLECTION_OUTCOMES, RUN_STATES } from "@/db/enums";
import { sha256Hex } from "@/lib/domain/digest";
import { type Ctx, reader, systemContext, withTransaction } from "../context";
import { type ApplyResult, applyBatch } from "../inventory/apply-batch";
import { linkPages, savePage } from "../inventory/raw-pages";
import { ensureWorkspace, takeIds } from "../workspace/workspace";

/** A line of a snapshot: a record, or text as a hostile sender would write it. */
export type Line = Record<string, unknown> | string;

type Scope = { scope: string; resourceType: string; outcome: keyof typeof COLLECTION_OUTCOMES };
const WHOLE: Scope = { scope: "", resourceType: "", outcome: "complete" };

/** A workspace with one source, for tests that apply snapshots without a worker. */
export async function snapshotWorkspace(): Promise<Ctx> {
  const { id } = await ensureWorkspace(`snapshots-${randomBytes(8).toString("hex")}`, "Snapshots");
  return systemContext(id, "Test");
}

export async function addSource(ctx: Ctx, name = "sender"): Promise<number> {
  const id = await takeIds(reader(), ctx.workspaceId, "next_source", 1);
  await reader().execute(
    sql`insert into source(workspace_id, id, name, connector) values (${ctx.workspaceId}, ${id}, ${name}, 'push')`,
  );
  return id;
}

/** Stages lines as pushed pages of `perChunk` lines and applies them; returns the run, how it ended and its statistics. */
export async function applySnapshot(
  ctx: Ctx,
  sourceId: number,
  lines: readonly Line[],
  o: { scopes?: readonly Scope[]; perChunk?: number } = {},
): Promise<ApplyResult & { runId: number; stats: Record<string, number> }> {
  const ws = ctx.workspaceId;
  const runId = await takeIds(reader(), ws, "next_run", 1);
  await withTransaction(async (tx) => {
    await tx.execute(
      sql`insert into run(workspace_id, id, key, source_id, state, progress) values (${ws}, ${runId}, ${`run-${runId}`}, ${sourceId}, ${RUN_STATES.running}, '[]')`,
    );
    for (const s of o.scopes ?? [WHOLE])
      await tx.execute(
        sql`insert into run_scope(workspace_id, run_id, scope, resource_type, outcome, seen) values (${ws}, ${runId}, ${s.scope}, ${s.resourceType}, ${COLLECTION_OUTCOMES[s.outcome]}, 0)`,
      );
    const size = o.perChunk ?? 3;
    for (let at = 0, seq = 0; seq === 0 || at < lines.length; at += size, seq++) {
      const some = lines.slice(at, at + size);
      const bytes = Buffer.from(some.map((l) => `${typeof l === "string" ? l : JSON.stringify(l)}\n`).join(""));
      const page = await savePage(tx, ctx, {
        path: `chunk-${seq}.ndjson`,
        mediaType: "application/x-ndjson",
        bytes,
        digest: sha256Hex(bytes),
        sourceId,
      });
      await linkPages(tx, ctx, runId, [page]);
      await tx.execute(
        sql`insert into run_staging(workspace_id, run_id, seq, records, page_id, first_line) values (${ws}, ${runId}, ${seq}, ${some.length}, ${page}, ${at + 1})`,
      );
    }
  });
  const result = await applyBatch(ctx, runId);
  const rows = await reader().execute<{ stats: Record<string, number> }>(
    sql`select stats from run where workspace_id = ${ws} and id = ${runId}`,
  );
  return { ...result, runId, stats: rows.rows[0]?.stats ?? {} };
}

/** What stands, by natural keys: open assets with their facts, and edges between open assets. */
export async function standing(ctx: Ctx): Promise<{ assets: unknown[]; edges: unknown[] }> {
  const ws = ctx.workspaceId;
  const assets = await reader().execute(
    sql`select ext_key, kind, subtype, name, owner, env, data, criticality, attrs, h::text from asset where workspace_id = ${ws} and closed_record is null order by ext_key`,
  );
  const edges = await reader().execute(
    sql`select s.ext_key as src, e.kind, d.ext_key as dst, e.source_id, e.class, x.doc from edge e
        join asset s on s.workspace_id = e.workspace_id and s.id = e.src and s.closed_record is null
        join asset d on d.workspace_id = e.workspace_id and d.id = e.dst and d.closed_record is null
        left join edge_detail x on x.workspace_id = e.workspace_id and x.src = e.src and x.kind = e.kind and x.dst = e.dst and x.source_id = e.source_id
        where e.workspace_id = ${ws} order by 1, 2, 3, 4`,
  );
  return { assets: assets.rows, edges: edges.rows };
}
