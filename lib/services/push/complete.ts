import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { COLLECTION_OUTCOMES, PUSH_STATES, RUN_STATES } from "@/db/enums";
import { pushChunk, pushUpload, run } from "@/db/schema";
import { FaultlineError } from "@/lib/domain/errors";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withinVerb, withTransaction } from "../context";
import { linkPages } from "../inventory/raw-pages";
import { enqueueStage } from "../jobs";
import { withRows } from "../rows";
import { collectedProgress } from "../run/run";
import { takeIds } from "../workspace/workspace";
import { keepChunk, noteErrors } from "./keep-chunk";
import { reopen } from "./receive";
import { readUpload, refuseAbandoned, type Upload } from "./upload-row";

/**
 * Says that all has come, and makes the run of it; said twice it is said once. `bytes` is what the sender counted, so that a
 * lost end is noticed. Throws conflict where it differs, invalid_input for a push that holds nothing.
 */
export async function completePush(ctx: Ctx, id: string, o: { bytes?: number | undefined } = {}): Promise<void> {
  requireScope(ctx, "analyst", "inventory:push");
  await withTransaction(async (tx) => {
    const upload = await readUpload(tx, ctx.workspaceId, id, true);
    refuseAbandoned(upload);
    if (o.bytes !== undefined && o.bytes !== upload.received)
      throw new FaultlineError(
        "conflict",
        `The sender counted ${o.bytes} bytes, ${upload.received} arrived. Go on from offset ${upload.received}.`,
        "/bytes",
      );
    if (upload.state === PUSH_STATES.complete) return;
    await keepRest(tx, ctx, upload);
    if (upload.doc.records === 0)
      throw new FaultlineError(
        "invalid_input",
        "This push holds no record. A source that has nothing any more is removed, not emptied.",
      );
    const runId = await pushRun(tx, ctx, upload);
    await tx
      .update(pushUpload)
      .set({
        state: PUSH_STATES.complete,
        runId,
        tail: null,
        lines: upload.lines,
        doc: upload.doc,
        updatedAt: sql`now()`,
      })
      .where(and(eq(pushUpload.workspaceId, ctx.workspaceId), eq(pushUpload.id, id)));
    await emitAudit(tx, ctx, {
      action: "push.complete",
      entity: "push",
      entityId: id,
      detail: { runId, records: upload.doc.records, bytes: upload.received },
    });
  });
}

async function keepRest(tx: Transaction, ctx: Ctx, upload: Upload): Promise<void> {
  const cutter = reopen(upload);
  cutter.finish();
  noteErrors(upload, cutter);
  const chunk = cutter.take();
  if (chunk) await keepChunk(tx, ctx, { upload, chunk, end: upload.received });
}

/** Gives up an open push: its bytes are of no use any more. */
export async function abandonPush(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, "analyst", "inventory:push");
  await withTransaction(async (tx) => {
    const upload = await readUpload(tx, ctx.workspaceId, id, true);
    if (upload.state === PUSH_STATES.abandoned) return;
    if (upload.state === PUSH_STATES.complete)
      throw new FaultlineError("conflict", "This push is complete: its run can be looked at, not taken back.");
    await tx
      .update(pushUpload)
      .set({ state: PUSH_STATES.abandoned, tail: null, updatedAt: sql`now()` })
      .where(and(eq(pushUpload.workspaceId, ctx.workspaceId), eq(pushUpload.id, id)));
    await emitAudit(tx, ctx, { action: "push.abandon", entity: "push", entityId: id });
  });
}

/** A run whose collection has happened already: staged chunks, how each scope ended, and what was refused at the door. */
async function pushRun(tx: Transaction, ctx: Ctx, upload: Upload): Promise<number> {
  const ws = ctx.workspaceId;
  const { doc } = upload;
  const runId = await takeIds(tx, ws, "next_run", 1);
  await tx.insert(run).values({
    workspaceId: ws,
    id: runId,
    key: `run-${runId}`,
    sourceId: upload.sourceId,
    state: RUN_STATES.queued,
    progress: collectedProgress(doc.records),
  });
  const chunks = await tx
    .select({ pageId: pushChunk.pageId })
    .from(pushChunk)
    .where(and(eq(pushChunk.workspaceId, ws), eq(pushChunk.uploadId, upload.id)))
    .orderBy(asc(pushChunk.seq));
  await linkPages(
    tx,
    withinVerb(ctx),
    runId,
    chunks.map((c) => c.pageId),
  );
  await tx.execute(
    sql`insert into run_staging(workspace_id, run_id, seq, records, page_id, first_line)
        select workspace_id, ${runId}, seq, records, page_id, first_line from push_chunk where workspace_id = ${ws} and upload_id = ${upload.id}`,
  );
  await saveScopes(tx, ws, runId, upload);
  await withRows(
    tx,
    { seq: "int", pointer: "text", reason: "text" },
    refusals(upload).map((q, seq) => ({ ...q, seq })),
    (r) =>
      sql`insert into quarantine(workspace_id, run_id, seq, path, pointer, reason) select ${ws}, ${runId}, r.seq, 'records', r.pointer, r.reason from ${r}`,
  );
  await emitAudit(tx, ctx, {
    action: "run.start",
    entity: "run",
    entityId: runId,
    detail: { sourceId: upload.sourceId, push: upload.id },
  });
  await enqueueStage(tx, ws, runId, "reconcile");
  return runId;
}

/** A line that was refused may hold anything: then no scope closes anything, and says why. */
async function saveScopes(tx: Transaction, ws: number, runId: number, { doc }: Upload): Promise<void> {
  const lost = doc.refusedCount;
  const words = `${lost} ${lost === 1 ? "line" : "lines"} could not be read, so nothing is closed.`;
  const rows = doc.scopes.map((s) => {
    const spoilt = lost > 0 && s.outcome === "complete";
    return {
      scope: s.scope,
      resource_type: s.resourceType,
      outcome: COLLECTION_OUTCOMES[spoilt ? "partial" : s.outcome],
      seen: doc.scopes.length === 1 ? doc.records : (doc.seen[s.scope] ?? 0),
      reason: spoilt ? words : s.reason,
    };
  });
  await withRows(
    tx,
    { scope: "text", resource_type: "text", outcome: "smallint", seen: "int", reason: "text" },
    rows,
    (r) =>
      sql`insert into run_scope(workspace_id, run_id, scope, resource_type, outcome, seen, reason) select ${ws}, ${runId}, r.scope, r.resource_type, r.outcome, r.seen, r.reason from ${r}`,
  );
}

function refusals({ doc }: Upload): { pointer: string; reason: string }[] {
  const rows = doc.refused.map((q) => ({ pointer: `line ${q.line}`, reason: q.reason }));
  const more = doc.refusedCount - rows.length;
  if (more > 0) rows.push({ pointer: "", reason: `${more} further lines were refused when they came in.` });
  return rows;
}
