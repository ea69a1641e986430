import type { Json, JsonObject } from "@/lib/domain/json";
import { EngineResults, silence, splitLocation } from "../engine-results";
import type { Importer, ImportResult } from "../importer";
import { isObject, listOf, objectOf, step, textOf } from "../json-access";
import { readJsonDocument } from "../json-document";
import { manifest } from "./manifest";

const ENGINE = "modelaudit";

export function recognise(value: Json): boolean {
  return (
    isObject(value) &&
    Array.isArray(value.issues) &&
    typeof value.files_scanned === "number" &&
    (Array.isArray(value.scanner_names) || isObject(value.file_metadata) || typeof value.bytes_scanned === "number")
  );
}

/** The import that an issue is about, from whichever detail names it. */
function importOf(details: JsonObject): { module: string | null; name: string | null } {
  const module = textOf(details.module);
  const name = textOf(details.function);
  if (module !== null) return { module, name };
  const whole = textOf(details.associated_global);
  const at = whole?.search(/[ .](?=[^ .]*$)/) ?? -1;
  return whole === null || at <= 0
    ? { module: null, name: null }
    : { module: whole.slice(0, at), name: whole.slice(at + 1) };
}

/** Reads `modelaudit scan --format json`, with the digests that its file metadata gives. Never throws. */
function read(path: string, bytes: Uint8Array): ImportResult {
  const document = readJsonDocument(bytes);
  if ("refused" in document) return document;
  if (!isObject(document.value) || !recognise(document.value))
    return { refused: "The file is no report of modelaudit." };
  const { value } = document;
  const results = new EngineResults(path, bytes, document.note);
  const metadata = objectOf(value.file_metadata);
  const digestOf = (file: string) =>
    textOf(objectOf(objectOf(metadata[file]).file_hashes).sha256)?.toLowerCase() ?? null;
  for (const [index, entry] of listOf(value.issues).entries()) {
    const issue = objectOf(entry);
    const severity = textOf(issue.severity);
    if (severity !== "critical" && severity !== "warning") continue;
    const { path: file, member, offset } = splitLocation(textOf(issue.location) ?? "");
    const details = objectOf(issue.details);
    const named = importOf(details);
    // A pattern in bytes is called critical too; only an import or a known hole is more than suspicion.
    const certain = severity === "critical" && (named.module !== null || textOf(details.cve_id) !== null);
    results.add({
      engine: ENGINE,
      path: file,
      digest: digestOf(file),
      verdict: certain ? "malicious" : "suspicious",
      found: {
        message: textOf(issue.message) ?? "an issue without words",
        ...named,
        member,
        offset: typeof details.position === "number" ? details.position : offset,
      },
      at: { pointer: `/issues/${index}` },
    });
  }
  // `has_errors` says that something could not be looked at, and not what: no silence counts then. `success` is no help, since
  // it is false wherever something was found.
  for (const [file, entry] of Object.entries(metadata)) {
    const unsure = [objectOf(entry).scan_outcome, objectOf(entry).pickle_report_status].includes("inconclusive");
    results.add({
      engine: ENGINE,
      path: file,
      digest: digestOf(file),
      verdict: value.has_errors === false && !unsure ? silence(ENGINE, file) : "not_scanned",
      at: { pointer: step("/file_metadata", file) },
    });
  }
  return { batch: results.finish(manifest.id) };
}

/** Reports of one name by two engines are two sources. */
export const importer: Importer = { manifest, read, subject: () => manifest.id };
