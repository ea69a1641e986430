import "server-only";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { and, eq, inArray, ne, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { COLLECTION_OUTCOMES } from "@/db/enums";
import { collectedFile, quarantine, rawBlob, rawPage, run, runScope, runStaging } from "@/db/schema";
import type { CollectedFile, InventoryBatch, RawPage } from "@/lib/domain/inventory";
import { type Ctx, requireScope, withTransaction } from "../context";
import { storable, withRows } from "../rows";

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** Keeps a raw page exactly as received, once per digest, before anything is made of it. */
export async function keepRawPage(ctx: Ctx, runId: number, page: RawPage): Promise<void> {
  requireScope(ctx, "admin");
  const body = await zip(page.bytes);
  await withTransaction(async (tx) => {
    await tx
      .insert(rawBlob)
      .values({
        workspaceId: ctx.workspaceId,
        digest: page.digest,
        mediaType: page.mediaType,
        sizeBytes: page.bytes.byteLength,
        body,
      })
      .onConflictDoNothing();
    await tx
      .insert(rawPage)
      .values({ workspaceId: ctx.workspaceId, runId, path: storable(page.path), digest: page.digest })
      .onConflictDoNothing();
  });
}

/**
 * Saves what a collection says, and how each scope ended, so that a killed worker can go on from here. Replaces what an
 * earlier try of the same run saved.
 */
export async function stageBatch(
  ctx: Ctx,
  runId: number,
  sourceId: number,
  collection: {
    batch: InventoryBatch;
    files: CollectedFile[];
    runKey: string | null;
    at: string | null;
    more: boolean;
  },
): Promise<void> {
  requireScope(ctx, "admin");
  const { scopes, quarantined, ...facts } = collection.batch;
  const body = await zip(JSON.stringify(storable(facts)));
  const ws = ctx.workspaceId;
  await withTransaction(async (tx) => {
    for (const table of [runStaging, runScope, quarantine]) {
      await tx.delete(table).where(and(eq(table.workspaceId, ws), eq(table.runId, runId)));
    }
    await tx.insert(runStaging).values({ workspaceId: ws, runId, body });
    await withRows(
      tx,
      { scope: "text", resource_type: "text", outcome: "smallint", seen: "int", reason: "text" },
      storable(scopes).map((s) => ({ ...s, resource_type: s.resourceType, outcome: COLLECTION_OUTCOMES[s.outcome] })),
      (r) =>
        sql`insert into run_scope(workspace_id, run_id, scope, resource_type, outcome, seen, reason) select ${ws}, ${runId}, r.scope, r.resource_type, r.outcome, r.seen, r.reason from ${r} on conflict do nothing`,
    );
    await withRows(
      tx,
      { seq: "int", path: "text", pointer: "text", reason: "text" },
      storable(quarantined).map((q, seq) => ({ ...q, seq })),
      (r) =>
        sql`insert into quarantine(workspace_id, run_id, seq, path, pointer, reason) select ${ws}, ${runId}, r.seq, r.path, r.pointer, r.reason from ${r}`,
    );
    await saveFiles(tx, ws, sourceId, runId, collection.files);
    const key = collection.runKey ? await freeKey(tx, ws, { runId, sourceId, key: storable(collection.runKey) }) : null;
    await tx
      .update(run)
      .set({
        more: collection.more,
        ...(key ? { key } : {}),
        ...(collection.at ? { at: new Date(collection.at) } : {}),
      })
      .where(and(eq(run.workspaceId, ws), eq(run.id, runId)));
  });
}

/** A replay's key where no run has it; `key@source` where another source took it; null where this source played it before. */
async function freeKey(
  tx: Transaction,
  ws: number,
  o: { runId: number; sourceId: number; key: string },
): Promise<string | null> {
  const own = `${o.key}@${o.sourceId}`;
  const taken = await tx
    .select({ key: run.key, sourceId: run.sourceId })
    .from(run)
    .where(and(eq(run.workspaceId, ws), inArray(run.key, [o.key, own]), ne(run.id, o.runId)));
  if (taken.some((t) => t.sourceId === o.sourceId)) return null;
  return taken.length > 0 ? own : o.key;
}

async function saveFiles(
  tx: Transaction,
  ws: number,
  sourceId: number,
  runId: number,
  files: CollectedFile[],
): Promise<void> {
  await tx.delete(collectedFile).where(and(eq(collectedFile.workspaceId, ws), eq(collectedFile.sourceId, sourceId)));
  await withRows(
    tx,
    { path: "text", sha256: "text", size_bytes: "bigint" },
    storable(files).map((f) => ({ path: f.path, sha256: f.sha256, size_bytes: f.sizeBytes })),
    (r) =>
      sql`insert into collected_file(workspace_id, source_id, path, digest, size_bytes, run_id) select ${ws}, ${sourceId}, r.path, r.sha256, r.size_bytes, ${runId} from ${r} on conflict do nothing`,
  );
}

export type StagedFacts = Pick<InventoryBatch, "assets" | "edges" | "engineResults">;

/** What stageBatch saved, or null once it has been applied. */
export async function readStagedBatch(tx: Transaction, ctx: Ctx, runId: number): Promise<StagedFacts | null> {
  requireScope(ctx, "admin");
  const [row] = await tx
    .select({ body: runStaging.body })
    .from(runStaging)
    .where(and(eq(runStaging.workspaceId, ctx.workspaceId), eq(runStaging.runId, runId)));
  return row ? (JSON.parse((await unzip(row.body)).toString("utf8")) as StagedFacts) : null;
}

/** Drops the staged batch, in the transaction that applied it. */
export async function dropStagedBatch(tx: Transaction, ctx: Ctx, runId: number): Promise<void> {
  requireScope(ctx, "admin");
  await tx.delete(runStaging).where(and(eq(runStaging.workspaceId, ctx.workspaceId), eq(runStaging.runId, runId)));
}
