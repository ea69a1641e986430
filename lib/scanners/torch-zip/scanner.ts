import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import { showText } from "@/lib/domain/text";
import { emptyPart, type PartScan } from "../part-scan";
import { judgePython } from "../python-source/judge";
import { scanSource } from "../python-source/scan";
import { judgeTorchScript } from "../python-source/torchscript";
import type { ScanContext, Scanner } from "../scan-context";
import { type PersistentId, storageItemBytes } from "../torch-storage";
import { isZip, readZip } from "../zip-reader/archive";
import type { ZipArchive, ZipEntry } from "../zip-reader/entry";
import { kindOfZip } from "../zip-reader/kind";
import { findMember } from "../zip-reader/member";
import { walkZip } from "../zip-reader/walk";
import { exportedWeights, nativeCode } from "./exported";
import { manifest } from "./manifest";

/** Small members that PyTorch writes beside the pickle: one line of text each. */
const MARKER =
  /(^|\/)(version|byteorder|\.format_version|\.storage_alignment|archive_format|archive_version|\.data\/(version|serialization_id|python_version))$/;
const MARKER_BYTES = 128;
/** What PyTorch writes there. Anything else under such a name is looked into like every member. */
const WORDS = /^[\w.\s-]*$/;
const SCRIPT = /(^|\/)code\/.*\.py$/;

async function isMarker(source: RangeSource): Promise<boolean> {
  return source.size <= MARKER_BYTES && WORDS.test((await readUpTo(source, 0, MARKER_BYTES)).toString("latin1"));
}

async function matches(context: ScanContext): Promise<boolean> {
  return (await isZip(context)) && kindOfZip(await archiveOf(context)) === "torch";
}

function archiveOf({ source, limits }: ScanContext): Promise<ZipArchive> {
  return readZip(source, limits.maxEntries);
}

function formatsOf(archive: ZipArchive): string[] {
  const has = (pattern: RegExp) => archive.entries.some((entry) => pattern.test(entry.name));
  if (has(/(^|\/)data\.pkl$/)) return has(SCRIPT) ? ["torch-zip", "torchscript"] : ["torch-zip"];
  if (has(/(^|\/)\.data\/(extern_modules|python_version)$/)) return ["torch-package"];
  return ["torch-export"];
}

async function scan(context: ScanContext): Promise<PartScan> {
  const archive = await archiveOf(context);
  const formats = formatsOf(archive);
  const storages = new Map<string, PersistentId>();
  const script = formats.includes("torchscript");
  const packaged = formats.includes("torch-package");
  const weights = formats.includes("torch-export") ? await exportedWeights(context, archive) : new Set<string>();
  const out = await walkZip(context, formats, {
    // Pickles first: they say which members are storages.
    rank: (entry) => (/\.pkl$/.test(entry.name) || /\.pkl$/.test(entry.localName) ? 0 : 1),
    isStorage: (entry) => (storages.has(entry.name) || weights.has(entry.name)) && entry.localName === entry.name,
    read: async (entry, source) => {
      if (MARKER.test(entry.name) && (await isMarker(source))) return wholly(source.size);
      if (script && SCRIPT.test(entry.name)) return scanSource(context, source, entry.name, judgeTorchScript);
      if (packaged && /\.py$/.test(entry.name)) return scanSource(context, source, entry.name, judgePython);
      return undefined;
    },
    seen: (entry, part) => {
      rememberStorages(storages, entry, part);
      if (script) part.evidence = part.evidence.filter((item) => !isOwnClass(item));
    },
  });
  checkStorages(archive, storages, out);
  if (packaged) {
    out.evidence.push({
      rule: "torch.package-code",
      verdict: "suspicious",
      severity: "medium",
      certainty: "certain",
      offset: 0,
      message: "A torch.package archive: it carries Python source that runs when the model is loaded",
    });
  }
  out.evidence.push(...nativeCode(archive));
  return out;
}

function wholly(size: number): PartScan {
  return { ...emptyPart(), parsed: [{ from: 0, to: size }] };
}

/** A class that the archive's own code/ defines: its code is scanned by itself. */
function isOwnClass(item: PartScan["evidence"][number]): boolean {
  return item.rule === "pickle.unknown-global" && item.import?.module.startsWith("__torch__") === true;
}

function rememberStorages(storages: Map<string, PersistentId>, entry: ZipEntry, part: PartScan): void {
  const ids = "persistentIds" in part ? (part.persistentIds as PersistentId[]) : [];
  const root = entry.name.slice(0, entry.name.lastIndexOf("/") + 1);
  for (const id of ids) {
    if (id.key === null) continue;
    // TorchScript keeps the constants' storages in a folder of their own.
    const path = `${root}${/(^|\/)constants\.pkl$/.test(entry.name) ? "constants" : "data"}/${id.key}`;
    const known = storages.get(path);
    if (known === undefined || (known.count ?? 0) < (id.count ?? 0)) storages.set(path, { ...id, key: entry.name });
  }
}

/** A storage shorter than the pickle says would be read past its end (torch before 2.10). */
function checkStorages(archive: ZipArchive, storages: Map<string, PersistentId>, out: PartScan): void {
  const sizes = new Map(
    archive.entries.map((entry) => [entry.name, entry.method === 0 ? entry.packedBytes : entry.size]),
  );
  for (const [path, id] of storages) {
    const itemBytes = storageItemBytes(id.typeName);
    if (itemBytes === null || id.count === null) continue;
    const size = sizes.get(path);
    if (size !== undefined && size >= id.count * itemBytes) continue;
    out.evidence.push({
      rule: "torch.storage-mismatch",
      verdict: size === undefined ? "error" : "suspicious",
      severity: "medium",
      certainty: "certain",
      offset: 0,
      memberOffset: id.offset,
      ...(id.key !== null && { member: id.key }),
      refs: ["CVE-2026-24747"],
      message: showText(
        `The pickle needs ${id.count * itemBytes} bytes of ${path}, the archive has ${size ?? "no such member"}`,
        400,
      ),
    });
  }
}

export const torchZipScanner: Scanner = { manifest, matches, scan, findMember };
