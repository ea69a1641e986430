import { readFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { verdictOf } from "@/lib/scanners/verdict";
import type { AllowList } from "./scan-allow-list";
import type { AllowNote, ScannedFile } from "./scan-report";

const NAMES = [".faultline-allow.yaml", ".faultline-allow.yml", ".faultline-allow.json"];

/**
 * The list that `--allow` names, else one in the caller's folder. One that lies in what is scanned is not taken up by itself:
 * whoever made the model may have made the list. Throws `TargetError` with where it goes wrong. `today` is YYYY-MM-DD.
 */
export async function readAllowList(
  o: { named: string | undefined; folder: string; targets: readonly string[]; today: string },
  say: (sentence: string) => void,
): Promise<AllowList | null> {
  // The parser is loaded when there is something to parse.
  const read = async (path: string, bytes: Buffer | null) =>
    (await import("./scan-allow-list")).parseAllowList(path, bytes, o.today);
  if (o.named !== undefined) return read(o.named, await readFile(o.named).catch(() => null));
  for (const name of NAMES) {
    const path = join(o.folder, name);
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) continue;
    if (o.targets.some((target) => isInside(path, resolve(o.folder, target)))) {
      say(`${name} lies inside what is scanned and is not used; if it is yours, name it: --allow ${name}`);
      continue;
    }
    return read(path, bytes);
  }
  return null;
}

const isInside = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** One sentence for each entry that works no more. */
export function expiredSentences(list: AllowList): string[] {
  return list.expired.map((entry) => {
    const what =
      "import" in entry
        ? `${entry.import.module} ${entry.import.name}`
        : `${entry.rule} on ${entry.sha256.slice(0, 12)}…`;
    return `${showText(list.path, 200)}: the entry for ${showText(what, 200)} ended on ${entry.expires} and allows nothing any more.`;
  });
}

/**
 * Marks the evidence that the list allows and judges the file by the rest. An import entry never silences what is malicious;
 * a digest entry works only on bytes whose digest we took ourselves.
 */
export function applyAllowList(file: ScannedFile, list: AllowList): ScannedFile {
  const evidence = file.evidence.map((item) => {
    const allowed = noteFor(file, item, list);
    return allowed === null ? item : { ...item, allowed };
  });
  if (!evidence.some((item) => item.allowed !== undefined)) return file;
  const standing = evidence.filter((item) => item.allowed === undefined);
  return { ...file, evidence, verdict: verdictOf(standing, file.reasons, file.coverage.bytesUnclaimed) };
}

function noteFor(file: ScannedFile, item: ScanEvidence, list: AllowList): AllowNote | null {
  const found = list.entries.find((entry) =>
    "import" in entry
      ? item.verdict === "suspicious" &&
        item.import?.module === entry.import.module &&
        item.import.name === entry.import.name
      : file.sha256Stated !== true && entry.rule === item.rule && entry.sha256 === file.sha256,
  );
  return found === undefined ? null : { reason: found.reason, expires: found.expires };
}
