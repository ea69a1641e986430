import type { Json } from "@/lib/domain/json";
import { EngineResults, silence, splitMember } from "../engine-results";
import type { Importer, ImportResult } from "../importer";
import { isObject, listOf, objectOf, textOf } from "../json-access";
import { readJsonDocument } from "../json-document";
import { manifest } from "./manifest";

const ENGINE = "modelscan";
/** Its own way of saying that it does not read such a file at all. */
const NOT_READ = new Set(["SCAN_NOT_SUPPORTED", "NOT_IMPLEMENTED", "MODEL_CONFIG", "H5_DATA", "MAGIC_NUMBER"]);

export function recognise(value: Json): boolean {
  return (
    isObject(value) && Array.isArray(value.issues) && typeof objectOf(value.summary).modelscan_version === "string"
  );
}

/** Reads `modelscan -r json -o FILE`. It names no digests: its files are matched by name. Never throws. */
function read(path: string, bytes: Uint8Array): ImportResult {
  const document = readJsonDocument(bytes);
  if ("refused" in document) return document;
  if (!isObject(document.value) || !recognise(document.value))
    return { refused: "The file is no report of modelscan." };
  const { value } = document;
  const results = new EngineResults(path, bytes, document.note);
  const summary = objectOf(value.summary);
  const base = { engine: ENGINE, version: textOf(summary.modelscan_version) };
  for (const [index, entry] of listOf(value.issues).entries()) {
    const issue = objectOf(entry);
    const pointer = `/issues/${index}`;
    const { path: file, member } = splitMember(textOf(issue.source) ?? "");
    const severe = /^(CRITICAL|HIGH)$/i.test(textOf(issue.severity) ?? "");
    const message = textOf(issue.description) ?? "an issue without words";
    const found = { message, module: textOf(issue.module), name: textOf(issue.operator), member };
    results.add({ ...base, path: file, verdict: severe ? "malicious" : "suspicious", found, at: { pointer } });
  }
  for (const [index, entry] of listOf(value.errors).entries()) {
    const error = objectOf(entry);
    const source = textOf(error.source);
    const message = `${textOf(error.category) ?? "error"}: ${textOf(error.description) ?? "no words"}`;
    // An error of the tool itself names no file, and says nothing about one.
    if (source !== null)
      results.add({
        ...base,
        path: splitMember(source).path,
        verdict: "error",
        found: { message },
        at: { pointer: `/errors/${index}` },
      });
  }
  for (const [index, entry] of listOf(objectOf(summary.skipped).skipped_files).entries()) {
    const skipped = objectOf(entry);
    const verdict = NOT_READ.has(textOf(skipped.category) ?? "") ? "not_covered" : "not_scanned";
    const file = splitMember(textOf(skipped.source) ?? "").path;
    results.add({ ...base, path: file, verdict, at: { pointer: `/summary/skipped/skipped_files/${index}` } });
  }
  for (const [index, entry] of listOf(objectOf(summary.scanned).scanned_files).entries()) {
    const file = splitMember(textOf(entry) ?? "").path;
    results.add({
      ...base,
      path: file,
      verdict: silence(ENGINE, file),
      at: { pointer: `/summary/scanned/scanned_files/${index}` },
    });
  }
  return { batch: results.finish(manifest.id) };
}

/** Reports of one name by two engines are two sources. */
export const importer: Importer = { manifest, read, subject: () => manifest.id };
