import type { EngineVerdict } from "@/lib/domain/engine-result";
import type { Json, JsonObject } from "@/lib/domain/json";
import { EngineResults } from "../engine-results";
import type { Importer, ImportResult } from "../importer";
import { isObject, listOf, objectOf, textOf } from "../json-access";
import { readJsonDocument } from "../json-document";
import { manifest } from "./manifest";

const ENGINES: Record<string, string> = {
  avScan: "hub antivirus",
  pickleImportScan: "hub pickle scan",
  jFrogScan: "jfrog",
  protectAiScan: "protectai",
};
const STATUS: Record<string, EngineVerdict> = {
  safe: "clean",
  innocuous: "clean",
  unsafe: "malicious",
  dangerous: "malicious",
  infected: "malicious",
  suspicious: "suspicious",
  caution: "suspicious",
  error: "error",
  unscanned: "not_scanned",
  queued: "not_scanned",
  pending: "not_scanned",
};

const statusOf = (entry: JsonObject): JsonObject =>
  isObject(entry.security) ? entry.security : objectOf(entry.securityFileStatus);

/** The entries, and where they stand in the document. */
function entriesOf(value: Json): { entries: Json[]; pointer: string } {
  if (!isObject(value)) return { entries: listOf(value), pointer: "" };
  const key = value.siblings === undefined ? "files" : "siblings";
  return { entries: listOf(value[key]), pointer: `/${key}` };
}

/** A listing of the hub's files (tree or paths-info, expanded) whose entries carry a security status. */
export function recognise(value: Json): boolean {
  return entriesOf(value).entries.some(
    (entry) => isObject(entry) && textOf(entry.path) !== null && Object.keys(statusOf(entry)).length > 0,
  );
}

/** Every engine that the hub has run is a result of its own, on the digest that the hub keeps the file by. Never throws. */
function read(path: string, bytes: Uint8Array): ImportResult {
  const document = readJsonDocument(bytes);
  if ("refused" in document) return document;
  if (!recognise(document.value)) return { refused: "The file holds no security status of a hub." };
  const results = new EngineResults(path, bytes, document.note);
  const { entries, pointer } = entriesOf(document.value);
  for (const [index, raw] of entries.entries()) {
    const entry = objectOf(raw);
    const file = textOf(entry.path);
    const status = statusOf(entry);
    if (file === null) continue;
    const digest = textOf(objectOf(entry.lfs).oid);
    for (const [key, value] of Object.entries(status)) {
      if (!/Scan$/.test(key) || !isObject(value)) continue;
      const field = isObject(entry.security) ? "security" : "securityFileStatus";
      const at = { pointer: `${pointer}/${index}/${field}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}` };
      const base = { engine: ENGINES[key] ?? key.replace(/Scan$/, "").toLowerCase(), path: file, digest, at };
      const verdict = verdictOf(value);
      const imports = listOf(value.imports ?? value.pickleImports).map(objectOf);
      const bad = imports.filter((one) => STATUS[textOf(one.safety) ?? ""] !== "clean");
      const words = [textOf(value.message), ...listOf(value.virusNames).map(textOf)]
        .filter((word) => word !== null)
        .join(", ");
      if (bad.length === 0) results.add({ ...base, verdict, ...(words !== "" && { found: { message: words } }) });
      for (const one of bad) {
        const [module, name] = [textOf(one.module), textOf(one.name)];
        const message = `${textOf(one.safety) ?? "unknown"} import ${module ?? "?"} ${name ?? "?"}`;
        results.add({ ...base, verdict, found: { message, module, name } });
      }
    }
  }
  return { batch: results.finish(manifest.id) };
}

/** The old form says what was found, the new one a status; a word that is not known is no verdict. */
function verdictOf(scan: JsonObject): EngineVerdict {
  if (scan.virusFound === true) return "malicious";
  if (scan.virusFound === false) return "clean";
  const word = textOf(scan.highestSafetyLevel) ?? textOf(scan.status) ?? "";
  return STATUS[word.toLowerCase()] ?? "not_scanned";
}

/** Reports of one name by two engines are two sources. */
export const importer: Importer = { manifest, read, subject: () => manifest.id };
