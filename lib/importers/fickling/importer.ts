import type { EngineVerdict } from "@/lib/domain/engine-result";
import { decodeDocument } from "../document-text";
import { EngineResults } from "../engine-results";
import type { Importer, ImportResult } from "../importer";
import { isObject, objectOf, textOf } from "../json-access";
import { readJsonDocument } from "../json-document";
import { manifest } from "./manifest";
import { stackedObjects } from "./stacked";

const ENGINE = "fickling";
const VERDICTS: Record<string, EngineVerdict> = {
  LIKELY_SAFE: "clean",
  POSSIBLY_UNSAFE: "suspicious",
  SUSPICIOUS: "suspicious",
  LIKELY_UNSAFE: "suspicious",
  LIKELY_OVERTLY_MALICIOUS: "malicious",
  OVERTLY_MALICIOUS: "malicious",
};
const SEVERITY = new RegExp(`^\\s*\\{[^]*?"severity"\\s*:\\s*"(?:${Object.keys(VERDICTS).join("|")})"`);

export function recognise(head: string): boolean {
  return SEVERITY.test(head) && /"analysis"\s*:/.test(head);
}

/** fickling names no file in its report; the document is named after it: `model.pkl.json` or `model.pkl.fickling.json`. */
function fileOf(path: string): string {
  return path.replace(/\.json$/i, "").replace(/[.-]fickling$/i, "");
}

/** Reads `fickling --check-safety --json-output FILE`: one object for each stacked pickle, the worst counts. Never throws. */
function read(path: string, bytes: Uint8Array): ImportResult {
  const decoded = decodeDocument(bytes);
  if ("refused" in decoded) return decoded;
  const results = new EngineResults(path, bytes, decoded.note);
  const encoder = new TextEncoder();
  let index = 0;
  for (const { text, line } of stackedObjects(decoded.text)) {
    const parsed = readJsonDocument(encoder.encode(text));
    const value = "refused" in parsed ? undefined : parsed.value;
    const severity = isObject(value) ? textOf(value.severity) : null;
    const verdict = severity === null ? undefined : VERDICTS[severity];
    if (!isObject(value) || verdict === undefined) {
      results.drop(`line ${line}`, `Object ${index + 1} is no report of fickling.`);
    } else {
      const words = textOf(value.analysis) ?? textOf(objectOf(value.detailed_results).AnalysisResult) ?? severity ?? "";
      const named = /from\s+([\w.]+)\s+import\s+([\w.]+)/.exec(words);
      const message = words.split("\n")[0] ?? "";
      const found = verdict === "clean" ? undefined : { message, module: named?.[1] ?? null, name: named?.[2] ?? null };
      results.add({ engine: ENGINE, path: fileOf(path), verdict, ...(found && { found }), at: { line } });
    }
    index += 1;
  }
  return { batch: results.finish(manifest.id) };
}

/** The document's name is the file's, so nothing is put before it. */
export const importer: Importer = { manifest, read, subject: () => null };
