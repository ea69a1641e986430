import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import type { ScopeOutcome } from "@/lib/domain/inventory";
import { BatchBuilder } from "@/lib/importers/batch-builder";
import { MAX_DOCUMENT_BYTES } from "@/lib/importers/document-text";
import { recogniseDocument } from "@/lib/importers/registry";
import type { CollectContext, Collection, Connector } from "../connector";
import { labelsFromConfig } from "../label-config";
import { manifest } from "./manifest";

type Found = { name: string; absolutePath: string };

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function failure(name: string, error: unknown): ScopeOutcome {
  const denied = ["EACCES", "EPERM"].includes(codeOf(error));
  const words =
    codeOf(error) === "ENOENT" ? "it is not there" : denied ? "permission is denied" : "the system refused it";
  const fix = denied ? "Give the worker's user the right to read it." : "Hand the document in again.";
  const reason = `The document cannot be opened: ${words}. ${fix}`;
  return { scope: name, resourceType: "document", outcome: denied ? "denied" : "failed", seen: 0, reason };
}

/** The documents that the path stands for: the file itself, or the files of the directory by name. */
async function documentsAt(given: string, label: string): Promise<Found[]> {
  if (!(await stat(given)).isDirectory()) return [{ name: label, absolutePath: given }];
  const entries = await readdir(given, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  return names.sort().map((name) => ({ name, absolutePath: path.join(given, name) }));
}

async function readOne(ctx: CollectContext, found: Found, builder: BatchBuilder): Promise<ScopeOutcome[]> {
  const refused = (reason: string): ScopeOutcome[] => {
    builder.note({ path: found.name }, reason);
    return [{ scope: found.name, resourceType: "document", outcome: "failed", seen: 0, reason }];
  };
  try {
    const { size } = await stat(found.absolutePath);
    if (size > MAX_DOCUMENT_BYTES)
      return refused(`The document has ${size} bytes; up to ${MAX_DOCUMENT_BYTES} are read.`);
  } catch (error) {
    return [failure(found.name, error)];
  }
  const bytes = await readFile(found.absolutePath).catch((error: unknown) => failure(found.name, error));
  if (!(bytes instanceof Uint8Array)) return [bytes];
  const document = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Kept even where it is refused: what was handed in stays what was handed in.
  await ctx.keepPage({ path: found.name, mediaType: "application/json", bytes: document, digest: sha256Hex(document) });
  const recognised = recogniseDocument(found.name, document);
  if ("refused" in recognised) return refused(recognised.refused);
  const result = recognised.importer.read(found.name, document, { labels: labelsFromConfig(ctx.config) });
  if ("refused" in result) return refused(result.refused);
  builder.absorb(result.batch);
  return result.batch.scopes;
}

async function collectDocuments(ctx: CollectContext): Promise<Collection> {
  const given = ctx.config.path?.trim() ?? "";
  const label = ctx.config.label?.trim() || path.basename(given) || "document";
  const builder = new BatchBuilder();
  const scopes: ScopeOutcome[] = [];
  const documents = await documentsAt(given, label).catch((error: unknown) => failure(label, error));
  if (!Array.isArray(documents)) scopes.push(documents);
  else {
    for (const [done, found] of documents.entries()) {
      ctx.signal.throwIfAborted();
      await ctx.progress(done, documents.length, found.name);
      scopes.push(...(await readOne(ctx, found, builder)));
    }
    await ctx.progress(documents.length, documents.length, null);
  }
  return { runKey: null, at: null, clock: null, label: null, batch: builder.finish(scopes), files: [] };
}

async function test(config: Record<string, string>): Promise<{ name: string; ok: boolean; fix: string | null }[]> {
  const given = config.path?.trim() ?? "";
  const label = path.basename(given) || "document";
  const documents = await documentsAt(given, label).catch((error: unknown) => failure(label, error));
  if (!Array.isArray(documents)) return [{ name: "The document can be opened", ok: false, fix: documents.reason }];
  const checks: { name: string; ok: boolean; fix: string | null }[] = [
    { name: "The document can be opened", ok: true, fix: null },
  ];
  for (const found of documents.slice(0, 20)) {
    const bytes = await readFile(found.absolutePath).catch(() => null);
    const result =
      bytes === null ? { refused: "It cannot be read." } : recogniseDocument(found.name, new Uint8Array(bytes));
    const fix = "refused" in result ? result.refused : null;
    checks.push({ name: `${found.name} is a document that is read`, ok: fix === null, fix });
  }
  return checks;
}

async function* collect(ctx: CollectContext): AsyncIterable<Collection> {
  yield await collectDocuments(ctx);
}

async function openFile(_config: Record<string, string>, relative: string): Promise<{ absolutePath: string }> {
  throw new FaultlineError("not_found", "A document holds facts only; it has no files to open.", relative);
}

export const connector: Connector = { manifest, test, collect, openFile };
