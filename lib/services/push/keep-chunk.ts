import "server-only";
import { and, count, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { pushChunk } from "@/db/schema";
import { sha256Hex } from "@/lib/domain/digest";
import { type Ctx, withinVerb } from "../context";
import { savePage } from "../inventory/raw-pages";
import { readSource } from "../source/source";
import type { LineChunk, LineCutter } from "./line-cutter";
import { KEPT_REFUSALS, TOLD_ERRORS, type Upload } from "./upload-row";

/** Tells the errors that the cutter found since, each once: what waited is looked at again with the next bytes. */
export function noteErrors(upload: Upload, cutter: LineCutter): void {
  const { doc } = upload;
  for (const { line, reason, refused } of cutter.errors.splice(0)) {
    if (line <= doc.toldLine) continue;
    doc.toldLine = line;
    doc.errorCount++;
    if (doc.errors.length < TOLD_ERRORS) doc.errors.push({ line, reason });
    if (!refused) continue;
    doc.refusedCount++;
    if (doc.refused.length < KEPT_REFUSALS) doc.refused.push({ line, reason });
  }
}

/** Keeps whole lines as a raw page of the push; `end` is where they end in it. The caller writes the upload's row. */
export async function keepChunk(
  tx: Transaction,
  ctx: Ctx,
  o: { upload: Upload; chunk: LineChunk; end: number },
): Promise<void> {
  const { upload, chunk } = o;
  const { doc } = upload;
  const ws = upload.workspaceId;
  const digest = sha256Hex(chunk.page);
  const { name } = await readSource(tx, ws, upload.sourceId);
  const pageId = await savePage(tx, withinVerb(ctx), {
    // One path for all pushes of a source: what comes again unchanged is the same page.
    path: `${name}.ndjson`,
    mediaType: "application/x-ndjson",
    bytes: chunk.page,
    digest,
    sourceId: upload.sourceId,
  });
  const [chunks] = await tx
    .select({ n: count() })
    .from(pushChunk)
    .where(and(eq(pushChunk.workspaceId, ws), eq(pushChunk.uploadId, upload.id)));
  await tx.insert(pushChunk).values({
    workspaceId: ws,
    uploadId: upload.id,
    seq: chunks?.n ?? 0,
    pageId,
    firstLine: chunk.firstLine,
    records: chunk.records,
  });
  upload.lines += chunk.lines;
  doc.records += chunk.records;
  for (const [scope, n] of chunk.seen) {
    // Scopes that nobody declared are not counted: their names come from outside and have no end.
    if (doc.scopes.some((s) => s.scope === scope)) doc.seen[scope] = (doc.seen[scope] ?? 0) + n;
  }
  doc.segments.push([o.end, chunk.verbatim ? digest : null]);
}
