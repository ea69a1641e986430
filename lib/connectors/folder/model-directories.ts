import { sha256Hex } from "@/lib/domain/digest";
import type { FactSite } from "@/lib/domain/inventory";
import type { JsonObject } from "@/lib/domain/json";
import type { BatchBuilder } from "@/lib/importers/batch-builder";
import type { Card } from "./card";
import { artifactSubtype } from "./model-files";
import type { WalkedFile } from "./walk";

/** One file of the listing, as far as it was looked at. `format` is set on model-bearing files only. */
export type ListedFile = WalkedFile & {
  format: string | null;
  sha256: string | null;
  /** Its place in the stored listing. */
  index: number;
};

/** A directory that holds a model: its weights, and the files beside them that belong to it. */
export type ModelDirectory = { directory: string; weights: ListedFile[]; beside: ListedFile[] };

/** What the documents beside the weights say. null = there is none, or it could not be read. */
export type ModelDocuments = {
  card: { value: Card; site: FactSite } | null;
  /** False where no README.md stands; null where one stands that could not be read. */
  hasCard: boolean | null;
  adapter: { base: string | null; site: FactSite } | null;
  config: { remoteCode: boolean; architecture: string | null } | null;
};

function directoryOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at < 0 ? "" : path.slice(0, at);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Groups files into model directories. A directory whose ancestor holds a model_index.json is a part of that model;
 * every other directory with model-bearing files is one of its own. Sorted by directory.
 */
export function findModelDirectories(files: ListedFile[]): ModelDirectory[] {
  const pipelines = new Set(
    files.filter((f) => baseName(f.path) === "model_index.json").map((f) => directoryOf(f.path)),
  );
  const rootOf = (directory: string): string => {
    for (let at = directory; ; at = directoryOf(at)) {
      if (pipelines.has(at)) return at;
      if (at === "") return directory;
    }
  };
  const found = new Map<string, ModelDirectory>();
  for (const file of files) {
    if (file.format === null) continue;
    const directory = rootOf(directoryOf(file.path));
    const model = found.get(directory) ?? { directory, weights: [], beside: [] };
    model.weights.push(file);
    found.set(directory, model);
  }
  for (const file of files) {
    if (file.format !== null || artifactSubtype(baseName(file.path), null) === null) continue;
    found.get(rootOf(directoryOf(file.path)))?.beside.push(file);
  }
  return [...found.values()].sort((a, b) => (a.directory < b.directory ? -1 : 1));
}

export function relativeTo(directory: string, path: string): string {
  return directory === "" ? path : path.slice(directory.length + 1);
}

/** sha256 over the sorted lines `path NUL sha256 LF` of the model-bearing files: equal contents, equal digest. */
function contentDigest(model: ModelDirectory): string {
  const lines = model.weights.map((f) => `${relativeTo(model.directory, f.path)}\0${f.sha256 ?? ""}\n`).sort();
  return sha256Hex(lines.join(""));
}

/** The natural key of a model directory without and with its contents. */
function modelKey(label: string, model: ModelDirectory): { nameKey: string; key: string; digest: string } {
  const nameKey = model.directory === "" ? `file:${label}` : `file:${label}/${model.directory}`;
  const digest = contentDigest(model);
  return { nameKey, key: `${nameKey}@${digest}`, digest };
}

function modelProps(model: ModelDirectory, nameKey: string, digest: string, documents: ModelDocuments): JsonObject {
  const { card, adapter, config } = documents;
  return {
    name_key: nameKey,
    registry: null,
    revision: null,
    content_digest: digest,
    path: model.directory,
    license: card?.value.license ?? null,
    base_ref: adapter?.base ?? card?.value.baseModels[0] ?? null,
    dataset_refs: card?.value.datasets ?? [],
    tags: card?.value.tags ?? [],
    formats: [...new Set(model.weights.flatMap((f) => f.format ?? []))].sort(),
    requires_remote_code: config?.remoteCode ?? null,
    architecture: config?.architecture ?? null,
    has_card: documents.hasCard,
    card_sections: card?.value.sections ?? [],
    digests: model.weights.flatMap((f) => f.sha256 ?? []),
    size_bytes: model.weights.reduce((sum, f) => sum + f.sizeBytes, 0),
    use: null,
    visibility: null,
    proprietary: null,
  };
}

/** Adds a model and one artifact for each of its files; gives the model's key. */
export function addModel(
  builder: BatchBuilder,
  model: ModelDirectory,
  documents: ModelDocuments,
  source: { label: string; listing: (file: ListedFile) => FactSite },
): string | null {
  const first = model.weights[0];
  if (!first) return null;
  const { key, nameKey, digest } = modelKey(source.label, model);
  const added = builder.asset({
    key,
    kind: "model",
    subtype: documents.adapter ? "adapter" : "unknown",
    name: model.directory === "" ? source.label : baseName(model.directory),
    class: "observed",
    props: modelProps(model, nameKey, digest, documents),
    site: source.listing(first),
  });
  if (added === null) return null;
  for (const file of [...model.weights, ...model.beside]) {
    if (file.sha256 === null) continue;
    const site = source.listing(file);
    const artifact = builder.asset({
      key: `sha256:${file.sha256}`,
      kind: "artifact",
      subtype: artifactSubtype(baseName(file.path), file.format) ?? "data",
      name: baseName(file.path),
      class: "verified",
      props: { size_bytes: file.sizeBytes, file_name: baseName(file.path), format_hint: file.format },
      site,
    });
    const props = { path: relativeTo(model.directory, file.path) };
    if (artifact !== null) {
      builder.edge({ from: added, relation: "contains", to: artifact, class: "verified", props, site });
    }
  }
  return added;
}
