import { readFile, stat } from "node:fs/promises";
import type { InventoryBatch } from "@/lib/domain/inventory";
import type { ImportReport } from "@/lib/domain/views/work-views";
import { MAX_DOCUMENT_BYTES } from "@/lib/importers/document-text";
import { DEFAULT_LABELS, type LabelNames } from "@/lib/importers/label-names";
import { recogniseDocument } from "@/lib/importers/registry";

type DocumentReport = ImportReport["documents"][number];
type PreviewOptions = {
  labels?: LabelNames;
  /** Evaluates rules over one document's facts; without it findings are 0, for none was looked for. */
  countFindings?: (batch: InventoryBatch) => number;
};

function refusedReport(path: string, kind: string | null, refused: string): DocumentReport {
  return { path, kind, assets: 0, relations: 0, evidence: 0, findings: 0, quarantined: [], refused };
}

/** The number of distinct places in the documents that say something. */
function countEvidence(batch: InventoryBatch): number {
  const sites = [...batch.assets, ...batch.edges, ...(batch.engineResults ?? [])].map(({ site }) =>
    JSON.stringify([site.digest, site.path, site.pointer ?? null, site.line ?? null]),
  );
  return new Set(sites).size;
}

function systemSentence(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return "The file is not there.";
  if (code === "EACCES" || code === "EPERM") return "Permission to read the file is denied.";
  return `The file cannot be read${code === "" ? "" : ` (${code})`}.`;
}

async function bytesOf(path: string): Promise<Uint8Array | { refused: string }> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { refused: "This is a directory: name the documents in it." };
    if (found.size > MAX_DOCUMENT_BYTES) {
      return { refused: `The file has ${found.size} bytes; documents up to ${MAX_DOCUMENT_BYTES} bytes are read.` };
    }
    return new Uint8Array(await readFile(path));
  } catch (error) {
    return { refused: systemSentence(error) };
  }
}

/** What importing these bytes would do. Pure; never throws. */
function previewDocument(path: string, bytes: Uint8Array, options: PreviewOptions = {}): DocumentReport {
  const found = recogniseDocument(path, bytes);
  if ("refused" in found) return refusedReport(path, null, found.refused);
  const { importer } = found;
  const result = importer.read(path, bytes, { labels: options.labels ?? DEFAULT_LABELS });
  if ("refused" in result) return refusedReport(path, importer.manifest.id, result.refused);
  const { batch } = result;
  return {
    path,
    kind: importer.manifest.id,
    assets: batch.assets.length,
    relations: batch.edges.length,
    evidence: countEvidence(batch),
    findings: options.countFindings?.(batch) ?? 0,
    quarantined: batch.quarantined.map(({ pointer, reason }) => ({ pointer, reason })),
    refused: null,
  };
}

/** What `import` would do with these files, without a database: one report each, in the order given. Never throws. */
export async function previewImport(paths: string[], options: PreviewOptions = {}): Promise<ImportReport> {
  const documents: DocumentReport[] = [];
  for (const path of paths) {
    const bytes = await bytesOf(path);
    documents.push(
      bytes instanceof Uint8Array ? previewDocument(path, bytes, options) : refusedReport(path, null, bytes.refused),
    );
  }
  return { documents };
}
