import type { Collection } from "@/lib/connectors/connector";
import { connectorById } from "@/lib/connectors/registry";
import { FaultlineError } from "@/lib/domain/errors";
import type { Ctx } from "@/lib/services/context";
import { reader, withTransaction } from "@/lib/services/context";
import { keepRawPage } from "@/lib/services/inventory/raw-pages";
import { stageBatch } from "@/lib/services/inventory/stage-batch";
import { appliedKeys, readRun, saveProgress } from "@/lib/services/run/run";
import { readSource } from "@/lib/services/source/source";
import { setRecordedClock } from "@/lib/services/workspace/workspace";
import type { StageEnd } from "./stage";

/** An emptied source: complete, and nothing in it. What only it had seen is closed by the same rule as ever. */
const NOTHING: Collection = {
  runKey: null,
  at: null,
  clock: null,
  label: null,
  files: [],
  batch: {
    assets: [],
    edges: [],
    quarantined: [],
    scopes: [{ scope: "", resourceType: "", outcome: "complete", seen: 0, reason: null }],
  },
};

/** Reads the source's next collection, keeps its raw pages and stages its batch. */
export async function collectStage(ctx: Ctx, runId: number, signal: AbortSignal): Promise<StageEnd> {
  const run = await readRun(reader(), ctx.workspaceId, runId);
  const source = await readSource(reader(), ctx.workspaceId, run.sourceId);
  await saveProgress(ctx, runId, { stage: "collect", state: "running", done: 0, total: null, note: null });
  if (source.removed) {
    await stageBatch(ctx, runId, source.id, { ...NOTHING, more: false });
    return "next";
  }
  const connector = await connectorById(source.connector);
  if (!connector)
    throw new FaultlineError("invalid_input", `There is no connector named “${source.connector}” in this version.`);
  const done = await appliedKeys(reader(), ctx, source.id);
  const collections = connector.collect({
    config: source.config,
    signal,
    keepPage: (page) => keepRawPage(ctx, { id: runId, sourceId: source.id }, page),
    progress: (n, total, now) =>
      saveProgress(ctx, runId, { stage: "collect", state: "running", done: n, total, note: null }, now),
  });
  const picked = await pickCollection(collections, done);
  const { collection, more } = picked;
  await stageBatch(ctx, runId, source.id, { ...collection, more });
  if (collection.clock || collection.label) {
    await withTransaction((tx) =>
      setRecordedClock(tx, ctx, { sourceId: source.id, clock: collection.clock, label: collection.label }),
    );
  }
  const outcome = collection.batch.scopes.find((s) => s.outcome !== "complete");
  await saveProgress(ctx, runId, {
    stage: "collect",
    state: "done",
    done: collection.batch.assets.length,
    total: collection.batch.assets.length,
    note: outcome?.reason ?? null,
  });
  return "next";
}

/** The first collection whose run is not applied yet; a replay that has played everything plays its last again. */
async function pickCollection(
  collections: AsyncIterable<Collection>,
  done: ReadonlySet<string>,
): Promise<{ collection: Collection; more: boolean }> {
  let picked: Collection | null = null;
  for await (const collection of collections) {
    if (picked && !(picked.runKey && done.has(picked.runKey))) return { collection: picked, more: true };
    picked = collection;
  }
  if (!picked) throw new FaultlineError("internal", "The connector ended without a collection.");
  return { collection: picked, more: false };
}
