import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { sha256Hex } from "@/lib/domain/digest";
import type { CollectedFile, FactSite, InventoryBatch, ScopeOutcome } from "@/lib/domain/inventory";
import { BatchBuilder } from "@/lib/importers/batch-builder";
import { MAX_DOCUMENT_BYTES } from "@/lib/importers/document-text";
import { recogniseDocument } from "@/lib/importers/registry";
import type { CollectContext, Collection } from "../connector";
import { labelsFromConfig } from "../label-config";
import { readModelDocuments, readSmall } from "./documents";
import { addServers } from "./mcp/facts";
import { MAX_CONFIG_BYTES, mcpConfigName, readMcpConfig } from "./mcp/read-config";
import {
  addModel,
  baseName,
  findModelDirectories,
  type ListedFile,
  type ModelDirectory,
  type ModelDocuments,
} from "./model-directories";
import { hashFile, modelFormat } from "./model-files";
import { addLineage } from "./model-lineage";
import { systemWords, type Walk, walkFolder } from "./walk";

const RESOURCE_TYPES = ["model", "plugin", "document"] as const;
type ResourceType = (typeof RESOURCE_TYPES)[number];
type Tally = Record<ResourceType, { seen: number; broken: number }>;

/** Everything that one collection of a folder carries from step to step. */
type Work = {
  ctx: CollectContext;
  label: string;
  builder: BatchBuilder;
  files: ListedFile[];
  unreadable: Walk["unreadable"];
  tally: Tally;
};

const BOM_NAME = /(^|[._-])(bom|cdx|sbom|aibom)\.json$/i;

function collection(batch: InventoryBatch, files: CollectedFile[]): Collection {
  return { runKey: null, at: null, clock: null, label: null, batch, files };
}

/** A folder that cannot be entered: nothing is known, so nothing may be closed. */
function unreachable(scope: string, error: unknown): Collection {
  const words = typeof error === "string" ? error : systemWords(error);
  const outcome = words === "permission is denied" ? "denied" : "failed";
  const fix =
    outcome === "denied" ? " Give the worker's user the right to read it." : " Check the path of this source.";
  const reason = `The folder cannot be read: ${words}.${fix}`;
  const scopes = RESOURCE_TYPES.map(
    (resourceType): ScopeOutcome => ({ scope, resourceType, outcome, seen: 0, reason }),
  );
  return collection({ assets: [], edges: [], scopes, quarantined: [] }, []);
}

function cannotRead(work: Work, file: ListedFile, error: unknown): void {
  work.ctx.signal.throwIfAborted();
  work.unreadable.push({ path: file.path, reason: systemWords(error) });
}

/** Finds the model directories by names and first bytes, then hashes each file that belongs to one, once. */
async function lookAt(work: Work): Promise<ModelDirectory[]> {
  const { ctx } = work;
  // A store of blobs with links into it, as hubs keep on disk, is known by the names of its links alone.
  const linked = new Set(work.files.filter((file) => file.isLink).map((file) => file.absolutePath));
  for (const file of work.files) {
    ctx.signal.throwIfAborted();
    if (!file.isLink && linked.has(file.absolutePath)) continue;
    file.format = await modelFormat(file.absolutePath, baseName(file.path)).catch((error: unknown) => {
      cannotRead(work, file, error);
      return null;
    });
  }
  const models = findModelDirectories(work.files);
  const wanted = models.flatMap((model) => [...model.weights, ...model.beside]);
  const hashes = new Map<string, ReturnType<typeof hashFile>>();
  for (const [done, file] of wanted.entries()) {
    await ctx.progress(done, wanted.length, file.path);
    const hashing = hashes.get(file.absolutePath) ?? hashFile(file.absolutePath, ctx.signal);
    hashes.set(file.absolutePath, hashing);
    await hashing.then(
      (hashed) => Object.assign(file, hashed),
      (error: unknown) => cannotRead(work, file, error),
    );
  }
  await ctx.progress(wanted.length, wanted.length, null);
  for (const model of models) {
    model.weights = model.weights.filter((file) => file.sha256 !== null);
    model.beside = model.beside.filter((file) => file.sha256 !== null);
  }
  return models.filter((model) => model.weights.length > 0);
}

async function keepListing(work: Work): Promise<(file: ListedFile) => FactSite> {
  const files = work.files.map(({ path: name, sizeBytes, sha256 }) => ({ path: name, sizeBytes, sha256 }));
  const bytes = new TextEncoder().encode(JSON.stringify({ folder: work.label, files }, null, 1));
  const page = { path: `${work.label}/listing.json`, mediaType: "application/json", bytes, digest: sha256Hex(bytes) };
  await work.ctx.keepPage(page);
  return (file) => ({ digest: page.digest, path: page.path, pointer: `/files/${file.index}` });
}

async function addModels(work: Work, models: ModelDirectory[], listing: (file: ListedFile) => FactSite): Promise<void> {
  const keep = (page: Parameters<CollectContext["keepPage"]>[0]) => work.ctx.keepPage(page);
  const read: { key: string; directory: string; documents: ModelDocuments }[] = [];
  for (const model of models) {
    const documents = await readModelDocuments(work.builder, keep, model);
    const key = addModel(work.builder, model, documents, { label: work.label, listing });
    if (key !== null) read.push({ key, directory: model.directory, documents });
  }
  const byDirectory = new Map(read.map((m) => [m.directory, m.key]));
  for (const model of read) addLineage(work.builder, model, model.documents, byDirectory);
  work.tally.model.seen = read.length;
}

async function addConfig(work: Work, file: ListedFile, isSettings: boolean): Promise<void> {
  const bytes = await readSmall(work.builder, file, MAX_CONFIG_BYTES);
  const config = bytes === null ? null : readMcpConfig(bytes);
  if (config === null || "refused" in config) {
    if (isSettings) return;
    work.tally.plugin.broken += 1;
    if (config !== null) {
      const pointer = config.line === null ? "" : `line ${config.line}`;
      work.builder.note({ path: file.path, pointer }, config.refused);
    }
    return;
  }
  if (isSettings && config.entries.length === 0) return;
  // What is kept has every secret replaced, so its digest is the kept page's and never the file's.
  const kept = new TextEncoder().encode(config.redactedText);
  const digest = sha256Hex(kept);
  await work.ctx.keepPage({ path: file.path, mediaType: "application/json", bytes: kept, digest });
  const host = work.ctx.config.host?.trim() || null;
  work.tally.plugin.seen += addServers(work.builder, config, { label: work.label, path: file.path, digest, host });
}

async function addDocument(work: Work, file: ListedFile): Promise<void> {
  const refuse = (reason: string) => {
    work.tally.document.broken += 1;
    work.builder.note({ path: file.path }, reason);
  };
  const bytes = await readSmall(work.builder, file, MAX_DOCUMENT_BYTES);
  if (bytes === null) {
    work.tally.document.broken += 1;
    return;
  }
  const found = recogniseDocument(file.path, bytes);
  if ("refused" in found) return refuse(found.refused);
  await work.ctx.keepPage({ path: file.path, mediaType: "application/json", bytes, digest: sha256Hex(bytes) });
  const result = found.importer.read(file.path, bytes, { labels: labelsFromConfig(work.ctx.config) });
  if ("refused" in result) return refuse(result.refused);
  work.builder.absorb(result.batch);
  work.tally.document.seen += 1;
  if (result.batch.scopes.some((scope) => scope.outcome !== "complete")) work.tally.document.broken += 1;
}

function scopesOf(work: Work): ScopeOutcome[] {
  const unread = work.unreadable[0];
  const more = work.unreadable.length - 1;
  const unreadReason = unread
    ? `"${unread.path}" cannot be read: ${unread.reason}${more > 0 ? `, and ${more} more` : ""}. Give the worker's user the right to read it.`
    : null;
  return RESOURCE_TYPES.map((resourceType): ScopeOutcome => {
    const { seen, broken } = work.tally[resourceType];
    const files = `${broken} ${broken === 1 ? "file" : "files"}`;
    const reason = unreadReason ?? (broken > 0 ? `${files} could not be used whole; see what is set aside.` : null);
    return { scope: work.label, resourceType, outcome: reason === null ? "complete" : "partial", seen, reason };
  });
}

/** Collects a folder: listing, models with their files, MCP servers, documents. Throws only when it is cancelled. */
export async function collectFolder(ctx: CollectContext): Promise<Collection> {
  const given = ctx.config.path?.trim() ?? "";
  const label = ctx.config.label?.trim() || path.basename(given) || "folder";
  if (!path.isAbsolute(given)) return unreachable(label, "its path is not absolute");
  const root = await realpath(given).catch((error: unknown) => error);
  if (typeof root !== "string") return unreachable(label, root);
  const isDirectory = await stat(root)
    .then((found) => found.isDirectory())
    .catch(() => false);
  if (!isDirectory) return unreachable(label, "it is not a directory");
  const walk = await walkFolder(root, ctx.signal);
  const atRoot = walk.unreadable.find((entry) => entry.path === ".");
  if (atRoot && walk.files.length === 0) return unreachable(label, atRoot.reason);
  const tally: Tally = {
    model: { seen: 0, broken: 0 },
    plugin: { seen: 0, broken: 0 },
    document: { seen: 0, broken: 0 },
  };
  const files = walk.files.map((file, index): ListedFile => ({ ...file, format: null, sha256: null, index }));
  const work: Work = { ctx, label, builder: new BatchBuilder(), files, unreadable: walk.unreadable, tally };
  const models = await lookAt(work);
  const listing = await keepListing(work);
  for (const entry of work.unreadable) work.builder.note({ path: entry.path }, `It cannot be read: ${entry.reason}.`);
  for (const entry of walk.links) work.builder.note({ path: entry.path }, entry.reason);
  await addModels(work, models, listing);
  for (const file of work.files) {
    ctx.signal.throwIfAborted();
    const config = mcpConfigName(file.path);
    if (config !== null) await addConfig(work, file, config === "settings");
    else if (BOM_NAME.test(baseName(file.path))) await addDocument(work, file);
  }
  const collected = files.flatMap(({ path: name, sha256, sizeBytes }) =>
    sha256 ? [{ path: name, sha256, sizeBytes }] : [],
  );
  return collection(work.builder.finish(scopesOf(work)), collected);
}
