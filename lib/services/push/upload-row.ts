import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Executor, Transaction } from "@/db/client";
import { PUSH_STATES } from "@/db/enums";
import { pushUpload } from "@/db/schema";
import { FaultlineError } from "@/lib/domain/errors";
import { PushScope } from "@/lib/domain/views/push-views";
import { MAX_LINE_BYTES } from "./line-cutter";

/** Lines that could not be used are told up to here; the rest is counted. */
export const TOLD_ERRORS = 100;
/** Lines refused at the door that the run's list shows one by one. */
export const KEPT_REFUSALS = 1_000;

const LineError = z.object({ line: z.number().int(), reason: z.string() });

/** What a push keeps of itself beside its columns. */
const UploadDoc = z.object({
  scopes: z.array(PushScope),
  records: z.number().int().default(0),
  /** Records by the scope they name. */
  seen: z.record(z.string(), z.number().int()).default({}),
  errors: z.array(LineError).default([]),
  errorCount: z.number().int().default(0),
  refused: z.array(LineError).default([]),
  refusedCount: z.number().int().default(0),
  /** The last line of which an error is told: what waits is looked at again with the next bytes. */
  toldLine: z.number().int().default(0),
  segments: z.array(z.tuple([z.number(), z.string().nullable()])).default([]),
  skipping: z.boolean().default(false),
});
export type UploadDoc = z.infer<typeof UploadDoc>;

export type Upload = Omit<typeof pushUpload.$inferSelect, "doc" | "tail"> & { doc: UploadDoc; tail: Buffer };

export const newDoc = (scopes: PushScope[]): UploadDoc => UploadDoc.parse({ scopes });

/** A push by its id. Throws not_found. */
export async function readUpload(db: Executor, ws: number, id: string, lock = false): Promise<Upload> {
  const query = db
    .select()
    .from(pushUpload)
    .where(and(eq(pushUpload.workspaceId, ws), eq(pushUpload.id, id)));
  const [row] = lock ? await query.for("update") : await query;
  if (!row) throw new FaultlineError("not_found", "There is no such push.", "/id");
  return { ...row, doc: UploadDoc.parse(row.doc), tail: row.tail ?? Buffer.alloc(0) };
}

/** Refuses what is said to a push that was given up. */
export function refuseAbandoned(upload: Upload): void {
  if (upload.state === PUSH_STATES.abandoned)
    throw new FaultlineError("conflict", "This push was given up. Start again with another idempotency key.");
}

/**
 * Writes how far a push has come, if it still stands where the writer last saw it: of two senders, one loses with a conflict
 * and nothing is mixed.
 */
export async function saveUpload(tx: Transaction, before: { received: number }, now: Upload): Promise<void> {
  if (now.tail.length > 2 * MAX_LINE_BYTES) throw new Error("An unfinished line grew past its limit");
  const saved = await tx
    .update(pushUpload)
    .set({
      received: now.received,
      lines: now.lines,
      tail: now.tail.length > 0 ? now.tail : null,
      doc: now.doc,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(pushUpload.workspaceId, now.workspaceId),
        eq(pushUpload.id, now.id),
        eq(pushUpload.state, PUSH_STATES.open),
        eq(pushUpload.received, before.received),
      ),
    )
    .returning({ id: pushUpload.id });
  if (saved.length === 0)
    throw new FaultlineError(
      "conflict",
      "Somebody else is sending to this push at the same time. Ask it for its offset and go on from there.",
      "/offset",
    );
}
