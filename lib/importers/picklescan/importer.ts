import { decodeDocument } from "../document-text";
import { EngineResults, splitMember } from "../engine-results";
import type { Importer, ImportResult } from "../importer";
import { manifest } from "./manifest";

const ENGINE = "picklescan";
const FOUND = /^(.+): dangerous import '([^']*)' FOUND( \(promoted by --strict\))?$/;
const UNPARSED = [
  /^ERROR: parsing pickle in (.+?): /,
  /^WARNING: could not parse (.+?) as pickle: /,
  /^(?:ERROR: |WARNING: )?Invalid file .+ in zip archive (.+?): /,
];
const SUMMARY = /^(Scanned|Infected) files: \d+$/;

/** The lines that picklescan prints: there is no other form of its results. */
export function recognise(head: string): boolean {
  return head
    .split(/\r?\n/)
    .some((line) => FOUND.test(line) || SUMMARY.test(line) || UNPARSED.some((form) => form.test(line)));
}

/**
 * Reads picklescan's log. Its silence about a file says nothing here, since clean files are not named; what it could not
 * parse is an error, though it exits 0. Never throws.
 */
function read(path: string, bytes: Uint8Array): ImportResult {
  const decoded = decodeDocument(bytes);
  if ("refused" in decoded) return decoded;
  const results = new EngineResults(path, bytes, decoded.note);
  for (const [index, line] of decoded.text.split(/\r?\n/).entries()) {
    const at = { line: index + 1 };
    const found = FOUND.exec(line);
    if (found?.[1] !== undefined) {
      const { path: file, member } = splitMember(found[1]);
      // Module and name stand apart by the first space alone; a name may hold more.
      const [module = "", ...rest] = (found[2] ?? "").split(" ");
      const promoted = found[3] !== undefined;
      const name = rest.join(" ");
      const message = `${promoted ? "unknown" : "dangerous"} import ${module} ${name}`;
      const verdict = promoted ? "suspicious" : "malicious";
      results.add({ engine: ENGINE, path: file, verdict, found: { message, module, name, member }, at });
      continue;
    }
    const file = UNPARSED.map((form) => form.exec(line)?.[1]).find((one) => one !== undefined);
    if (file !== undefined)
      results.add({ engine: ENGINE, path: splitMember(file).path, verdict: "error", found: { message: line }, at });
  }
  return { batch: results.finish(manifest.id) };
}

/** Reports of one name by two engines are two sources. */
export const importer: Importer = { manifest, read, subject: () => manifest.id };
