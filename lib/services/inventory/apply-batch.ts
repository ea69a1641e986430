import "server-only";
import { sql } from "drizzle-orm";
import { copyTransaction } from "@/db/client";
import { COLLECTION_OUTCOMES } from "@/db/enums";
import { emitAudit } from "../audit";
import { type Ctx, reader, requireScope } from "../context";
import { withRows } from "../rows";
import { addStats, holdRun, readRun, saveProgress } from "../run/run";
import { saveEngineResults } from "../scan/engine-results";
import { readSource } from "../source/source";
import { takeIds } from "../workspace/workspace";
import { type Closing, dropSecondWords, findGone, stageUnseen } from "./closing";
import { GRAPH_OP, openGraphLog, publishGraph } from "./graph-log";
import { ensureHistoryPartitions } from "./history";
import { identify, writeAssets } from "./ingest-assets";
import { stageEdges } from "./ingest-edges";
import { chunksOf, type Ingest, type Refused, stageKeys } from "./ingest-keys";
import { mergeAssets } from "./merge-assets";
import { dropStagedBatch, stagedEngineResults } from "./stage-batch";
import { writeEdgeDiff, writeFirstEdges } from "./write-edges";

export type ApplyResult = { state: "applied" | "already_applied" | "held" };

/** Sorting and hashing a snapshot in memory, for the length of one apply. */
const WORK_MEMORY = "128MB";
const TELL_EVERY_MS = 500;
/** So many new or changed rows change what the server knows of its tables. */
const ANALYZE_FROM = 2_000;

/**
 * Reconciles a staged snapshot in one transaction (graph.md §4.3): hashes first, then only what changed; matches identities,
 * closes what a complete scope no longer shows. Applied twice it is applied once; nothing is written when it would close
 * too much. Memory holds hashes and the keys of what changed, never the snapshot.
 */
export async function applyBatch(ctx: Ctx, runId: number): Promise<ApplyResult> {
  requireScope(ctx, "admin");
  const before = await readRun(reader(), ctx.workspaceId, runId);
  const staged = await reader().execute<{ n: number }>(
    sql`select count(*)::int as n from run_staging where workspace_id = ${ctx.workspaceId} and run_id = ${runId}`,
  );
  if ((staged.rows[0]?.n ?? 0) === 0) return { state: "already_applied" };
  const source = await readSource(reader(), ctx.workspaceId, before.sourceId);
  const record = await takeIds(reader(), ctx.workspaceId, "next_record", 1);
  await ensureHistoryPartitions(record);
  const applied = await copyTransaction(async (tx, client) => {
    await tx.execute(sql.raw(`set local work_mem = '${WORK_MEMORY}'`));
    const locked = await tx.execute(
      sql`select seq from run_staging where workspace_id = ${ctx.workspaceId} and run_id = ${runId} order by seq for update`,
    );
    if (locked.rows.length === 0) return { state: "already_applied" as const };
    const job: Ingest = { tx, client, ctx, runId, sourceId: before.sourceId, record };
    const chunks = await chunksOf(tx, ctx, runId);
    const total = chunks.length * 2;
    const keys = await stageKeys(job, chunks, teller(ctx, runId, total));
    await stageUnseen(job, keys);
    const doubled = await dropSecondWords(job);
    await loseScopes(job, keys.refused);
    const ids = await identify(job, keys);
    // A removed source says nothing any more, in whatever scope it once spoke.
    const closing = await findGone(job, source.removed);
    if (!before.released && !source.removed && closing.tooMuch.length > 0) {
      await hold(job, source.name, closing);
      return { state: "held" as const };
    }
    const first = keys.known.size === 0 && !keys.anyUnknown;
    await writeAssets(job);
    await closeGone(job);
    const touched = await touchedAssets(job);
    const edges = await applyEdges(job, { keys, ids, chunks, first, closing });
    await openGraphLog(tx);
    const merged = await mergeAssets(tx, ctx, { record, ids: touched });
    // Who sees an asset is counted too: a new witness changes the counts, even where nothing new is said.
    await tx.execute(
      sql`insert into graph_delta(op, src) select ${GRAPH_OP.assetChanged}, asset_id from ids where is_new union select ${GRAPH_OP.assetChanged}, asset_id from gone`,
    );
    await saveEngineResults(tx, ctx, {
      runId,
      sourceId: before.sourceId,
      results: await stagedEngineResults(tx, ctx, runId),
      closable: (scope) => closing.closable(scope, ""),
    });
    await setAside(job, keys.refused, doubled.size);
    await tx.execute(sql`update run set record = ${record} where workspace_id = ${ctx.workspaceId} and id = ${runId}`);
    await dropStagedBatch(tx, ctx, runId);
    await tx.execute(sql`delete from held_gone where workspace_id = ${ctx.workspaceId} and run_id = ${runId}`);
    const stats = {
      assetsNew: ids.fresh,
      assetsChanged: merged.changed,
      assetsGone: merged.closed,
      edgesNew: edges.added,
      edgesGone: edges.removed,
      edgesRefused: edges.refused,
    };
    await addStats(tx, ctx, runId, stats);
    await emitAudit(tx, ctx, { action: "run.apply", entity: "run", entityId: runId, detail: stats });
    await publishGraph(tx, ctx);
    return { state: "applied" as const, rows: ids.fresh + merged.changed + edges.added };
  });
  // Plans of what follows are made for the estate as it is now; the server itself would look in a minute.
  if ((applied.rows ?? 0) > ANALYZE_FROM) await reader().execute(sql`analyze asset, asset_obs, edge`);
  return { state: applied.state };
}

/** Progress is told on another connection: the transaction itself shows nothing until it is done. */
function teller(ctx: Ctx, runId: number, total: number): (done: number) => Promise<void> {
  let last = performance.now();
  return async (done) => {
    if (performance.now() - last < TELL_EVERY_MS) return;
    last = performance.now();
    await tellProgress(ctx, runId, done, total);
  };
}

async function tellProgress(ctx: Ctx, runId: number, done: number, total: number): Promise<void> {
  await saveProgress(ctx, runId, { stage: "reconcile", state: "running", done, total, note: null });
}

/** A record that could not be read may be anything its scope holds: the scope then closes nothing, and says why. */
async function loseScopes(job: Ingest, refused: readonly Refused[]): Promise<void> {
  const lost = refused.filter((r) => r.loses);
  if (lost.length === 0) return;
  const reason = `${lost.length} ${lost.length === 1 ? "record" : "records"} could not be read, so nothing is closed.`;
  await job.tx.execute(
    sql`update run_scope set outcome = ${COLLECTION_OUTCOMES.partial}, reason = ${reason}
        where workspace_id = ${job.ctx.workspaceId} and run_id = ${job.runId} and outcome = ${COLLECTION_OUTCOMES.complete}`,
  );
}

async function hold(job: Ingest, sourceName: string, closing: Closing): Promise<void> {
  const { tx, ctx, runId } = job;
  const gone = closing.tooMuch.reduce((n, s) => n + s.gone, 0);
  const known = closing.tooMuch.reduce((n, s) => n + s.known, 0);
  await tx.execute(
    sql`update run set stats = run.stats || ${JSON.stringify({ held: closing.tooMuch })}::jsonb where workspace_id = ${ctx.workspaceId} and id = ${runId}`,
  );
  await tx.execute(sql`delete from held_gone where workspace_id = ${ctx.workspaceId} and run_id = ${runId}`);
  await tx.execute(
    sql`insert into held_gone(workspace_id, run_id, scope, resource_type, asset_id, ext_key)
        select ${ctx.workspaceId}, ${runId}, scope, resource_type, asset_id, ext_key from gone on conflict do nothing`,
  );
  await holdRun(
    tx,
    ctx,
    runId,
    `This run would close ${gone} of ${known} assets of “${sourceName}”. Nothing is closed until a person has looked.`,
  );
}

async function closeGone(job: Ingest): Promise<void> {
  await job.tx.execute(
    sql`delete from asset_obs o using gone g where o.workspace_id = ${job.ctx.workspaceId} and o.source_id = ${job.sourceId} and o.ext_key = g.ext_key`,
  );
}

/** Known assets of which something is said anew, or no longer; new ones of one description are written already. */
async function touchedAssets(job: Ingest): Promise<number[]> {
  const rows = await job.tx.execute<{ id: number }>(
    sql`select asset_id as id from ids where (is_new or h_changed) and not fresh union select asset_id from gone order by 1`,
  );
  return rows.rows.map((r) => r.id);
}

async function applyEdges(
  job: Ingest,
  o: Parameters<typeof stageEdges>[1] & { closing: Closing },
): Promise<{ added: number; removed: number; refused: number }> {
  const { tx } = job;
  await openGraphLog(tx);
  const { refused } = await stageEdges(job, o);
  // Nothing new, nothing gone, nothing to read again: an unchanged snapshot ends here.
  if ((await tx.execute(sql`select 1 from changed_src limit 1`)).rows.length === 0)
    return { added: 0, removed: 0, refused };
  const target = { ws: job.ctx.workspaceId, sourceId: job.sourceId, record: job.record };
  const any = await tx.execute(
    sql`select 1 from edge where workspace_id = ${target.ws} and source_id = ${target.sourceId} limit 1`,
  );
  if (any.rows.length === 0) return { ...(await writeFirstEdges(tx, { ...target, distinct: o.ids.shared })), refused };
  // An edge goes when its own end was read completely, or went itself.
  const scopes = await tx.execute<{ scope: string; resource_type: string }>(
    sql`select distinct o.scope, o.resource_type from asset_obs o where o.workspace_id = ${target.ws} and o.source_id = ${target.sourceId}`,
  );
  const open = scopes.rows.filter((s) => !o.closing.closable(s.scope, s.resource_type));
  await tx.execute(sql`create temp table kept_src (src int) on commit drop`);
  await withRows(
    tx,
    { scope: "text", resource_type: "text" },
    open,
    (r) =>
      sql`insert into kept_src select distinct o.asset_id from asset_obs o join ${r} on o.scope = r.scope and o.resource_type = r.resource_type join changed_src c on c.src = o.asset_id
          where o.workspace_id = ${target.ws} and o.source_id = ${target.sourceId}`,
  );
  return { ...(await writeEdgeDiff(tx, target)), refused };
}

/** Shows what could not be used, with its line and the record as sent. */
async function setAside(job: Ingest, refused: readonly Refused[], doubled: number): Promise<void> {
  if (refused.length === 0 && doubled === 0) return;
  const last = await job.tx.execute<{ seq: number }>(
    sql`select coalesce(max(seq), -1)::int as seq from quarantine where workspace_id = ${job.ctx.workspaceId} and run_id = ${job.runId}`,
  );
  const first = (last.rows[0]?.seq ?? -1) + 1;
  const rows = refused.map((r, i) => ({
    seq: first + i,
    page: r.pageId,
    pointer: r.pointer,
    reason: r.reason,
    record: r.record === "" ? null : r.record,
  }));
  if (doubled > 0)
    rows.push({
      seq: first + refused.length,
      page: null,
      pointer: "",
      reason: `${doubled} ${doubled === 1 ? "record was" : "records were"} sent twice in different words; the ones known already stand.`,
      record: null,
    });
  await withRows(
    job.tx,
    { seq: "int", page: "int", pointer: "text", reason: "text", record: "text" },
    rows,
    (r) =>
      sql`insert into quarantine(workspace_id, run_id, seq, path, pointer, reason, record) select ${job.ctx.workspaceId}, ${job.runId}, r.seq, coalesce(p.path, 'records'), r.pointer, r.reason, r.record
          from ${r} left join raw_page p on p.workspace_id = ${job.ctx.workspaceId} and p.id = r.page`,
  );
}
