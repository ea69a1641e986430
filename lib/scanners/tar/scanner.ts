import { SliceSource } from "@/lib/bytes/slice-source";
import { addReason, asPlainMember, type Member, takeIn } from "../member-part";
import { emptyPart, type PartScan } from "../part-scan";
import type { FoundMember, ScanContext, Scanner } from "../scan-context";
import { isTar, readTar } from "../tar-reader/archive";
import { isFile, type TarArchive, type TarEntry } from "../tar-reader/entry";
import { archiveAnomalies } from "./anomalies";
import { manifest } from "./manifest";

const SPARSE = "S";

async function matches(context: ScanContext): Promise<boolean> {
  return isTar(context);
}

/** Walks every entry; each with bytes of its own is scanned as a file of its own, whatever its name. */
async function scan(context: ScanContext): Promise<PartScan> {
  const archive = await readTar(context.source, context.limits.maxEntries);
  const out = emptyPart(isTorch(archive) ? "torch-tar" : "tar");
  out.parsed.push(...archive.structure);
  out.evidence.push(...archiveAnomalies(archive));
  if (archive.limited) addReason(out, "limit");
  if (archive.broken !== undefined) noteBroken(out, archive.broken);
  for (const entry of archive.entries) {
    if (performance.now() > context.budget.deadlineMs) {
      addReason(out, "limit");
      break;
    }
    if (isFile(entry) && entry.size > 0) await scanEntry(context, out, entry);
  }
  return out;
}

/** PyTorch before 0.1.10: three members of pickles and raw storages beside each other. */
function isTorch({ entries }: TarArchive): boolean {
  return ["pickle", "storages", "tensors"].every((name) =>
    entries.some((entry) => entry.name === name || entry.name === `./${name}`),
  );
}

function noteBroken(out: PartScan, { at, why }: { at: number; why: string }): void {
  addReason(out, "truncated");
  out.evidence.push({
    rule: "tar.broken",
    verdict: "error",
    severity: "medium",
    certainty: "certain",
    offset: at,
    message: `The archive cannot be read on: ${why}`,
  });
}

async function scanEntry(context: ScanContext, out: PartScan, entry: TarEntry): Promise<void> {
  const member = memberOf(context, entry);
  const found = await context.scanPart(member.source, entry.name);
  // A file with holes is stored without them: what a reader makes of it was not looked at.
  if (entry.type === SPARSE) addReason(out, "unsupported_method");
  takeIn(out, asPlainMember(found, entry.name, entry.size), member);
}

function memberOf({ source }: ScanContext, entry: TarEntry): Member {
  const { label, dataOffset, size } = entry;
  const slice = new SliceSource(source, dataOffset, size);
  return { label, source: slice, at: dataOffset, storedBytes: size, compressed: false, whole: true };
}

async function findMember(context: ScanContext, path: string): Promise<FoundMember | undefined> {
  const { entries } = await readTar(context.source, context.limits.maxEntries);
  const entry = entries.find(({ label }) => path === label || path.startsWith(`${label}!`));
  if (entry === undefined || !isFile(entry)) return undefined;
  const rest = path === entry.label ? undefined : path.slice(entry.label.length + 1);
  return { source: memberOf(context, entry).source, rest };
}

export const tarScanner: Scanner = { manifest, matches, scan, findMember };
