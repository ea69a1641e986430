import "server-only";
import { and, eq, inArray, ne, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { COLLECTION_OUTCOMES } from "@/db/enums";
import { collectedFile, quarantine, run, runScope, runStaging } from "@/db/schema";
import type { EngineResult } from "@/lib/domain/engine-result";
import { spotOf } from "@/lib/domain/evidence";
import type { CollectedFile, EdgeFact, FactSite, InventoryBatch } from "@/lib/domain/inventory";
import type { InventoryRecord } from "@/lib/domain/record";
import { showText } from "@/lib/domain/text";
import { type Ctx, requireScope, withTransaction } from "../context";
import { storable, withRows } from "../rows";
import { joinDuplicates } from "./join-facts";
import { openChunk, packChunk, packJson, type Site } from "./staged-lines";

/** Records in one staged chunk of our own. */
const CHUNK = 2_000;
/** The chunk that holds other engines' results, beside the records. */
const ENGINES = -1;

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
  const { scopes, assets, edges } = collection.batch;
  const ws = ctx.workspaceId;
  await withTransaction(async (tx) => {
    const { records, orphans } = recordsOf(assets, edges, await pagesOf(tx, ws, runId));
    const quarantined = [...collection.batch.quarantined, ...orphans];
    for (const table of [runStaging, runScope, quarantine]) {
      await tx.delete(table).where(and(eq(table.workspaceId, ws), eq(table.runId, runId)));
    }
    for (let at = 0, seq = 0; seq === 0 || at < records.length; at += CHUNK, seq++) {
      const some = records.slice(at, at + CHUNK);
      await tx
        .insert(runStaging)
        .values({ workspaceId: ws, runId, seq, records: some.length, body: await packChunk(storable(some)) });
    }
    const { engineResults = [] } = collection.batch;
    if (engineResults.length > 0) {
      const body = await packJson(storable(engineResults));
      await tx.insert(runStaging).values({ workspaceId: ws, runId, seq: ENGINES, records: engineResults.length, body });
    }
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

/** The ids of the raw pages that a run received, by digest and path. */
async function pagesOf(tx: Transaction, ws: number, runId: number): Promise<Map<string, number>> {
  const rows = await tx.execute<{ id: number; digest: string; path: string }>(
    sql`select p.id, p.digest, p.path from run_page r join raw_page p on p.workspace_id = r.workspace_id and p.id = r.page_id where r.workspace_id = ${ws} and r.run_id = ${runId}`,
  );
  return new Map(rows.rows.map((r) => [`${r.digest} ${r.path}`, r.id]));
}

type Placed = { record: InventoryRecord; sites: Site[] };

/** One record an asset with the edges that leave it, and the edges whose start nobody describes. */
function recordsOf(
  assets: InventoryBatch["assets"],
  edges: readonly EdgeFact[],
  pages: ReadonlyMap<string, number>,
): { records: Placed[]; orphans: InventoryBatch["quarantined"] } {
  const siteOf = (site: FactSite): Site => [pages.get(`${site.digest} ${storable(site.path)}`) ?? null, spotOf(site)];
  const facts = joinDuplicates(assets);
  const leaving = Map.groupBy(edges, (e) => e.from);
  const records = [...facts.values()].map(({ site, ...fact }) => {
    const own = leaving.get(fact.key) ?? [];
    return {
      record: {
        ...fact,
        edges: own.map(({ from: _, site: __, ...edge }) => edge),
      },
      sites: [siteOf(site), ...own.map((e) => siteOf(e.site))],
    };
  });
  const orphans = edges
    .filter((e) => !facts.has(e.from))
    .map((e) => ({
      path: e.site.path,
      pointer: spotOf(e.site),
      reason: `This relation starts at “${showText(e.from, 120)}”, which no record describes.`,
    }));
  return { records, orphans };
}

/** What the staged snapshot says of other engines. */
export async function stagedEngineResults(tx: Transaction, ctx: Ctx, runId: number): Promise<EngineResult[]> {
  requireScope(ctx, "admin");
  const [row] = await tx
    .select({ body: runStaging.body })
    .from(runStaging)
    .where(and(eq(runStaging.workspaceId, ctx.workspaceId), eq(runStaging.runId, runId), eq(runStaging.seq, ENGINES)));
  return row?.body ? (JSON.parse((await openChunk(row.body)).toString("utf8")) as EngineResult[]) : [];
}

/** Drops the staged snapshot, in the transaction that applied it. */
export async function dropStagedBatch(tx: Transaction, ctx: Ctx, runId: number): Promise<void> {
  requireScope(ctx, "admin");
  await tx.delete(runStaging).where(and(eq(runStaging.workspaceId, ctx.workspaceId), eq(runStaging.runId, runId)));
}
