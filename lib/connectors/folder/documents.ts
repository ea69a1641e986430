import { readFile } from "node:fs/promises";
import { sha256Hex } from "@/lib/domain/digest";
import type { RawPage } from "@/lib/domain/inventory";
import type { BatchBuilder } from "@/lib/importers/batch-builder";
import { decodeDocument } from "@/lib/importers/document-text";
import { isObject, listOf, textOf } from "@/lib/importers/json-access";
import { readJsonDocument } from "@/lib/importers/json-document";
import { readCard } from "./card";
import { baseName, type ListedFile, type ModelDirectory, type ModelDocuments, relativeTo } from "./model-directories";

/** Cards and configurations are read up to this size. */
const MAX_SIDE_BYTES = 4 * 1024 * 1024;

type Keep = (page: RawPage) => Promise<void>;

/** The bytes of a file as read now, with their own digest; null with a note where it cannot be read. */
export async function readSmall(
  builder: BatchBuilder,
  file: ListedFile,
  maxBytes = MAX_SIDE_BYTES,
): Promise<Uint8Array | null> {
  if (file.sizeBytes > maxBytes) {
    builder.note({ path: file.path }, `The file has ${file.sizeBytes} bytes; up to ${maxBytes} are read.`);
    return null;
  }
  try {
    return new Uint8Array(await readFile(file.absolutePath));
  } catch {
    builder.note({ path: file.path }, "The file cannot be read any more.");
    return null;
  }
}

async function keepFile(keep: Keep, file: ListedFile, mediaType: string, bytes: Uint8Array): Promise<string> {
  const digest = sha256Hex(bytes);
  await keep({ path: file.path, mediaType, bytes, digest });
  return digest;
}

type Page = { file: ListedFile; bytes: Uint8Array; digest: string };

async function page(builder: BatchBuilder, keep: Keep, file: ListedFile | undefined): Promise<Page | null> {
  if (!file) return null;
  const bytes = await readSmall(builder, file);
  if (bytes === null) return null;
  const mediaType = file.path.endsWith(".json") ? "application/json" : "text/markdown";
  return { file, bytes, digest: await keepFile(keep, file, mediaType, bytes) };
}

function cardOf(builder: BatchBuilder, found: Page | null): ModelDocuments["card"] {
  if (!found) return null;
  const decoded = decodeDocument(found.bytes);
  if ("refused" in decoded) {
    builder.note({ path: found.file.path }, decoded.refused);
    return null;
  }
  const value = readCard(decoded.text);
  if (value.problem)
    builder.note({ path: found.file.path, pointer: `line ${value.problem.line}` }, value.problem.reason);
  return { value, site: { digest: found.digest, path: found.file.path, line: 1 } };
}

function jsonOf(builder: BatchBuilder, found: Page | null) {
  if (!found) return null;
  const document = readJsonDocument(found.bytes);
  if (!("refused" in document) && isObject(document.value)) return document.value;
  const reason = "refused" in document ? document.refused : "The file holds no JSON object.";
  builder.note({ path: found.file.path }, reason);
  return null;
}

/** Reads and keeps the card and the two configurations of a model; broken ones are set aside and read as absent. */
export async function readModelDocuments(
  builder: BatchBuilder,
  keep: Keep,
  model: ModelDirectory,
): Promise<ModelDocuments> {
  const named = (name: string) =>
    model.beside.find(
      (f) => relativeTo(model.directory, f.path) === baseName(f.path) && baseName(f.path).toLowerCase() === name,
    );
  const readme = named("readme.md");
  const card = cardOf(builder, await page(builder, keep, readme));
  const adapterPage = await page(builder, keep, named("adapter_config.json"));
  const adapter = jsonOf(builder, adapterPage);
  const config = jsonOf(builder, await page(builder, keep, named("config.json")));
  const pointer = "/base_model_name_or_path";
  return {
    card,
    hasCard: readme === undefined ? false : card === null ? null : true,
    adapter:
      adapter && adapterPage
        ? {
            base: textOf(adapter.base_model_name_or_path),
            site: { digest: adapterPage.digest, path: adapterPage.file.path, pointer },
          }
        : null,
    config: config
      ? {
          remoteCode: isObject(config.auto_map) && Object.keys(config.auto_map).length > 0,
          architecture: textOf(listOf(config.architectures)[0]),
        }
      : null,
  };
}
