import { type EngineVerdict, engineFamily } from "@/lib/domain/engine-result";
import type { Json, JsonObject } from "@/lib/domain/json";
import { EngineResults, splitLocation } from "../engine-results";
import type { Importer, ImportResult } from "../importer";
import { isObject, listOf, objectOf, textOf, versionOf } from "../json-access";
import { readJsonDocument } from "../json-document";
import { manifest } from "./manifest";

/** Tools whose errors are about what a model file does; any other tool's error is a suspicion at most. */
const MODEL_SCANNERS = new Set(["faultline", "picklescan", "fickling", "modelaudit"]);

export function recognise(value: Json): boolean {
  return isObject(value) && textOf(value.version) === "2.1.0" && Array.isArray(value.runs);
}

/**
 * Reads SARIF 2.1.0 leniently: nulls where a number belongs and a wrong ruleIndex are common, so rules are found by their id
 * and places by what is there. Suppressed results do not count. Never throws.
 */
function read(path: string, bytes: Uint8Array): ImportResult {
  const document = readJsonDocument(bytes);
  if ("refused" in document) return document;
  if (!isObject(document.value) || !recognise(document.value))
    return { refused: "The file is no SARIF 2.1.0 document." };
  const results = new EngineResults(path, bytes, document.note);
  for (const [index, run] of listOf(document.value.runs).entries()) readRun(results, objectOf(run), `/runs/${index}`);
  return { batch: results.finish(manifest.id) };
}

function readRun(results: EngineResults, run: JsonObject, pointer: string): void {
  const driver = objectOf(objectOf(run.tool).driver);
  const engine = textOf(driver.name) ?? "unknown";
  const base = { engine, version: versionOf(driver.version) ?? versionOf(driver.semanticVersion) };
  const artifacts = listOf(run.artifacts).map(objectOf);
  const digests = new Map(
    artifacts.map((artifact) => [
      fileOf(objectOf(artifact.location).uri),
      textOf(objectOf(artifact.hashes)["sha-256"])?.toLowerCase() ?? null,
    ]),
  );
  const levels = new Map(
    listOf(driver.rules).map((rule) => [
      textOf(objectOf(rule).id),
      textOf(objectOf(objectOf(rule).defaultConfiguration).level),
    ]),
  );
  for (const [index, entry] of listOf(run.results).entries()) {
    const result = objectOf(entry);
    const level = textOf(result.level) ?? levels.get(textOf(result.ruleId)) ?? "warning";
    if ((level !== "error" && level !== "warning") || listOf(result.suppressions).length > 0) continue;
    const place = objectOf(objectOf(listOf(result.locations)[0]).physicalLocation);
    const named = placeOf(place, artifacts);
    if (named === null) {
      results.drop(`${pointer}/results/${index}`, "This result names no file.");
      continue;
    }
    // modelaudit writes the member and the position into the address; a file that is listed under it is what it says.
    const written = digests.has(named) || !MODEL_SCANNERS.has(engineFamily(engine));
    const {
      path: file,
      member,
      offset: behind,
    } = written ? { path: named, member: null, offset: null } : splitLocation(named);
    const details = objectOf(result.properties);
    const offset = objectOf(place.region).byteOffset ?? details.position ?? behind;
    results.add({
      ...base,
      path: file,
      digest: digests.get(file) ?? null,
      verdict: verdictOf(engine, level, details),
      found: {
        message: textOf(objectOf(result.message).text) ?? textOf(result.ruleId) ?? "a result without words",
        module: textOf(details.module),
        name: textOf(details.function),
        member,
        offset: typeof offset === "number" ? offset : null,
      },
      at: { pointer: `${pointer}/results/${index}` },
    });
  }
}

function verdictOf(engine: string, level: string, details: JsonObject): EngineVerdict {
  const family = engineFamily(engine);
  if (level !== "error" || !MODEL_SCANNERS.has(family)) return "suspicious";
  // As in its own report: a critical pattern without an import or a known hole is no more than suspicion.
  const certain = family !== "modelaudit" || textOf(details.module) !== null || textOf(details.cve_id) !== null;
  return certain ? "malicious" : "suspicious";
}

function placeOf(place: JsonObject, artifacts: readonly JsonObject[]): string | null {
  const location = objectOf(place.artifactLocation);
  const own = fileOf(location.uri);
  if (own !== null) return own;
  const index = location.index;
  return typeof index === "number" ? fileOf(objectOf(artifacts[index]?.location).uri) : null;
}

/** A file's path from its URI; percent escapes are undone where they are whole. */
function fileOf(uri: Json | undefined): string | null {
  const text = textOf(uri)?.replace(/^file:\/\//i, "");
  if (text === undefined || text === null) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reports of one name by two engines are two sources. */
export const importer: Importer = { manifest, read, subject: () => manifest.id };
