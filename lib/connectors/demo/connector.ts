import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { z } from "zod";
import { connector as folder } from "@/lib/connectors/folder/connector";
import { Role } from "@/lib/domain/access";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import { type CollectedFile, type InventoryBatch, ScopeOutcome } from "@/lib/domain/inventory";
import { BatchBuilder } from "@/lib/importers/batch-builder";
import type { LabelNames } from "@/lib/importers/label-names";
import { recogniseDocument } from "@/lib/importers/registry";
import type { CollectContext, Collection, Connector } from "../connector";
import { DEMO_CLOCK, DEMO_LABEL, RUN_NUMBERS, RUNS, type RunNumber, TAG_NAMES } from "./estate/runs";
import { estateRoot } from "./estate-root";
import { manifest } from "./manifest";
import { filesWithPrefix, withPrefix } from "./prefix";

const LABELS: LabelNames = {
  owner: [TAG_NAMES.owner],
  env: [TAG_NAMES.env],
  data: [TAG_NAMES.data],
  criticality: [TAG_NAMES.criticality],
};
/** The name of the model store in keys: its folders are laid out as a hub lays them out, owner above name. */
const MODEL_STORE = "model-store";
const BOM_MEDIA_TYPE = "application/vnd.cyclonedx+json";

const People = z.array(z.object({ name: z.string(), email: z.string(), role: Role }));

type Part = { batch: InventoryBatch; files: CollectedFile[] };

function foldersIn(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries
    .filter((e) => e.isDirectory())
    .map((e) => e.name)
    .sort();
}

/** Reads one folder of the estate with the folder connector itself, under a label that stays over the runs. */
async function readFolder(ctx: CollectContext, place: string, config: Record<string, string>): Promise<Part> {
  const prefix = `${place}/`;
  const inner: CollectContext = {
    ...ctx,
    config: { ...config, path: join(estateRoot(), place) },
    keepPage: (page) => ctx.keepPage({ ...page, path: prefix + page.path }),
    // The replay counts its own steps; those of one small folder would make its bar jump back.
    progress: async () => {},
  };
  const parts: Part[] = [];
  for await (const { batch, files } of folder.collect(inner)) {
    parts.push({ batch: withPrefix(batch, prefix), files: filesWithPrefix(files, prefix) });
  }
  const [only] = parts;
  if (only === undefined) throw new FaultlineError("invalid_input", `The demo folder ${place} gave no collection.`);
  return only;
}

async function readDocument(ctx: CollectContext, place: string, scopePlace: string): Promise<InventoryBatch> {
  const bytes = readFileSync(join(estateRoot(), place));
  await ctx.keepPage({ path: place, mediaType: BOM_MEDIA_TYPE, bytes, digest: sha256Hex(bytes) });
  const found = recogniseDocument(place, bytes);
  if ("refused" in found) throw new FaultlineError("invalid_input", `${place}: ${found.refused}`);
  const result = found.importer.read(place, bytes, { labels: LABELS });
  if ("refused" in result) throw new FaultlineError("invalid_input", `${place}: ${result.refused}`);
  const scopes = result.batch.scopes.map((s) => (s.scope === place ? { ...s, scope: scopePlace } : s));
  return { ...result.batch, scopes };
}

/** What the estate says of its own completeness; it replaces what a single document cannot know of itself. */
function statedScopes(runFolder: string): ScopeOutcome[] {
  const text = readFileSync(join(estateRoot(), runFolder, "scopes.json"), "utf8");
  return z.array(ScopeOutcome).parse(JSON.parse(text));
}

function mergedScopes(found: readonly ScopeOutcome[], stated: readonly ScopeOutcome[]): ScopeOutcome[] {
  const nameOf = (s: ScopeOutcome): string => JSON.stringify([s.scope, s.resourceType]);
  return [...new Map([...found, ...stated].map((s) => [nameOf(s), s])).values()];
}

/** Each part of the replay closes by its own completeness: a denied laptop must not keep a retired model open. */
function underOwnScope(batch: InventoryBatch): InventoryBatch {
  const scope = batch.scopes[0]?.scope ?? "";
  return { ...batch, assets: batch.assets.map((a) => ({ ...a, scope })) };
}

async function readRun(ctx: CollectContext, run: RunNumber): Promise<Part> {
  const { folder: runFolder } = RUNS[run];
  const root = join(estateRoot(), runFolder);
  const hosts = foldersIn(join(root, "laptops"));
  const documents = readdirSync(join(root, "documents")).sort();
  const total = 1 + hosts.length + documents.length;
  let done = 0;
  const step = (now: string): Promise<void> => {
    ctx.signal.throwIfAborted();
    return ctx.progress(done++, total, `${RUNS[run].key}: ${now}`);
  };

  await step("model store");
  const folders = [await readFolder(ctx, `${runFolder}/models`, { label: MODEL_STORE })];
  for (const name of hosts) {
    await step(name);
    folders.push(await readFolder(ctx, `${runFolder}/laptops/${name}`, { label: name, host: name }));
  }
  const batches: InventoryBatch[] = [];
  for (const name of documents) {
    await step(name);
    batches.push(await readDocument(ctx, `${runFolder}/documents/${name}`, `documents/${name}`));
  }
  await ctx.progress(total, total, null);

  // Folders come first: what lies in a file is observed, what a document says of it is declared.
  const all = [...folders.map((f) => f.batch), ...batches].map(underOwnScope);
  const builder = new BatchBuilder();
  for (const batch of all) builder.absorb({ ...batch, edges: [] });
  for (const batch of all) builder.absorb({ ...batch, assets: [], quarantined: [] });
  const scopes = all.flatMap((b) => b.scopes);
  return {
    batch: builder.finish(mergedScopes(scopes, statedScopes(runFolder))),
    files: folders.flatMap((f) => f.files),
  };
}

async function* collect(ctx: CollectContext): AsyncIterable<Collection> {
  for (const run of RUN_NUMBERS) {
    const { batch, files } = await readRun(ctx, run);
    yield { runKey: RUNS[run].key, at: RUNS[run].at, clock: DEMO_CLOCK, label: DEMO_LABEL, batch, files };
  }
}

/** Replays the demo estate: two collections in time order, read by the folder connector and the importers themselves. */
export const connector: Connector = {
  manifest,
  async test() {
    const missing = RUN_NUMBERS.map((run) => RUNS[run].folder).filter((f) => !existsSync(join(estateRoot(), f)));
    const fix = missing.length === 0 ? null : `examples/demo-estate lacks ${missing.join(" and ")}: install it again.`;
    return [{ name: "The estate's documents are here", ok: missing.length === 0, fix }];
  },
  collect,
  async people() {
    return People.parse(JSON.parse(readFileSync(join(estateRoot(), "people.json"), "utf8")));
  },
  async openFile(_config, path) {
    const absolutePath = join(estateRoot(), path);
    const inside = relative(estateRoot(), absolutePath);
    const leaves = inside.startsWith("..") || isAbsolute(inside);
    if (leaves || !statSync(absolutePath, { throwIfNoEntry: false })?.isFile()) {
      throw new FaultlineError("not_found", `The demo estate has no file ${path}.`);
    }
    return { absolutePath };
  },
};
