import { readUpTo } from "@/lib/bytes/range-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { emptyPart, gapsOf, type PartScan } from "../part-scan";
import { startsLikePickle } from "../pickle-head";
import type { ScanContext, Scanner } from "../scan-context";
import { type PersistentId, storageItemBytes } from "../torch-storage";
import { archiveAnomalies } from "./anomalies";
import { hasEndRecord } from "./central-directory";
import { manifest } from "./manifest";
import { checksumHolds, entryLabel, type OpenMember, openMember } from "./member";
import { readZip, type ZipArchive, type ZipEntry } from "./zip-reader";

const SNIFF_BYTES = 16;
/** Small members that PyTorch writes beside the pickle: one line of text each. */
const MARKER =
  /(^|\/)(version|byteorder|\.format_version|\.storage_alignment|\.data\/(version|serialization_id|python_version))$/;

async function matches({ source, head }: ScanContext): Promise<boolean> {
  if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) return true;
  return source.size >= 22 && (await hasEndRecord(source));
}

async function scan(context: ScanContext): Promise<PartScan> {
  const archive = await readZip(context.source, context.limits.maxEntries);
  const out = emptyPart(...formatsOf(archive));
  out.parsed.push(...archive.structure);
  out.evidence.push(...archiveAnomalies(archive));
  if (archive.limited) reason(out, "limit");
  const members = inLoadOrder(archive.entries);
  const scope: ZipScope = { context, archive, out, storages: new Map() };
  for (const entry of members) await scanMember(scope, entry);
  checkStorages(scope);
  if (out.formats.includes("torch-package")) {
    out.evidence.push({
      rule: "torch.package-code",
      verdict: "suspicious",
      severity: "medium",
      certainty: "certain",
      offset: 0,
      message: "A torch.package archive: it carries Python source that runs when the model is loaded",
    });
  }
  return out;
}

type ZipScope = { context: ScanContext; archive: ZipArchive; out: PartScan; storages: Map<string, PersistentId> };

function formatsOf(archive: ZipArchive): string[] {
  const has = (pattern: RegExp) => archive.entries.some((entry) => pattern.test(entry.name));
  if (!has(/(^|\/)data\.pkl$/))
    return has(/(^|\/)\.data\/(extern_modules|python_version)$/) ? ["torch-package"] : ["zip"];
  return has(/(^|\/)code\/.*\.py$/) ? ["torch-zip", "torchscript"] : ["torch-zip"];
}

/** Pickles first: they say which members are storages. */
function inLoadOrder(entries: readonly ZipEntry[]): ZipEntry[] {
  const rank = (entry: ZipEntry) => (/\.pkl$/.test(entry.name) || /\.pkl$/.test(entry.localName) ? 0 : 1);
  return [...entries].sort((a, b) => rank(a) - rank(b) || a.headerOffset - b.headerOffset);
}

function reason(out: PartScan, word: string): void {
  if (!out.reasons.includes(word)) out.reasons.push(word);
}

async function scanMember(scope: ZipScope, entry: ZipEntry): Promise<void> {
  const { context, out } = scope;
  if (entry.packedBytes === 0) return;
  const opened = await openMember(context.source, entry, context.limits);
  if (opened === null) {
    // A method nobody knows may be a lie about plain bytes: they are looked at as they stand.
    await lookAtStored(
      scope,
      entry,
      entry.method === 99 || (entry.flags & 1) === 1 ? "encrypted" : "unsupported_method",
    );
    return;
  }
  if ((entry.flags & 1) === 1 && !(await readableDespiteFlag(opened))) {
    reason(out, "encrypted");
    return;
  }
  if (opened.failure === "bomb") {
    out.evidence.push(
      memberEvidence(entry, {
        rule: "zip.bomb",
        verdict: "suspicious",
        severity: "medium",
        message: `${entry.name} inflates beyond every sensible size`,
      }),
    );
  } else if (opened.failure === "corrupt") {
    reason(out, "truncated");
    out.evidence.push(
      memberEvidence(entry, {
        rule: "zip.damaged-member",
        verdict: "error",
        severity: "medium",
        message: `${entry.name} is damaged: only its first ${opened.source.size} bytes can be read`,
      }),
    );
  }
  if (opened.source.size > 0) await scanOpened(scope, entry, opened);
}

function memberEvidence(
  entry: ZipEntry,
  found: Pick<ScanEvidence, "rule" | "verdict" | "severity" | "message">,
): ScanEvidence {
  return {
    ...found,
    certainty: "certain",
    offset: entry.dataOffset,
    member: entry.name,
    message: showText(found.message, 400),
  };
}

async function readableDespiteFlag(opened: OpenMember): Promise<boolean> {
  if (opened.compressed) return opened.failure === undefined;
  const head = await readUpTo(opened.source, 0, SNIFF_BYTES);
  return (
    startsLikePickle(head) ||
    head.subarray(0, 4).equals(Buffer.from("504b0304", "hex")) ||
    /^[\s!-~]+$/.test(head.toString("latin1"))
  );
}

async function lookAtStored(scope: ZipScope, entry: ZipEntry, otherwise: string): Promise<void> {
  const opened = await openMember(scope.context.source, { ...entry, method: 0 }, scope.context.limits);
  const head = opened === null ? Buffer.alloc(0) : await readUpTo(opened.source, 0, SNIFF_BYTES);
  if (opened !== null && startsLikePickle(head)) await scanOpened(scope, entry, opened);
  reason(scope.out, otherwise);
}

async function scanOpened(scope: ZipScope, entry: ZipEntry, opened: OpenMember): Promise<void> {
  const { context, archive, out } = scope;
  const head = await readUpTo(opened.source, 0, SNIFF_BYTES);
  const storage = isStorage(scope, entry);
  const lookInside = startsLikePickle(head) || head.subarray(0, 4).equals(Buffer.from("504b0304", "hex"));
  let part: PartScan;
  if (storage && !lookInside) part = { ...emptyPart(), opaque: [{ from: 0, to: opened.source.size }] };
  else if (
    MARKER.test(entry.name) &&
    opened.source.size <= 128 &&
    /^[\w.\s-]*$/.test((await readUpTo(opened.source, 0, 128)).toString("latin1"))
  )
    part = { ...emptyPart(), parsed: [{ from: 0, to: opened.source.size }] };
  else {
    part = await context.scanPart(opened.source, entry.name);
    // Tensor bytes may begin like a pickle by chance; they count as one only when something was found in them.
    if (storage && !part.evidence.some((item) => item.verdict === "malicious" || item.verdict === "suspicious")) {
      part = { ...emptyPart(), opaque: [{ from: 0, to: opened.source.size }] };
    } else await noteChecksum(scope, entry, opened);
  }
  if (part.reasons.includes("not_a_model")) part = plainMember(entry, part, opened.source.size);
  rememberStorages(scope, entry, part);
  const script = out.formats.includes("torchscript");
  const label = entryLabel(entry, archive.entries);
  for (const item of part.evidence) {
    if (script && item.rule === "pickle.unknown-global" && item.import?.module.startsWith("__torch__")) continue;
    out.evidence.push(outward(item, entry, label, opened.compressed));
  }
  for (const word of part.reasons) reason(out, word);
  for (const format of part.formats) if (format !== "pickle" && !out.formats.includes(format)) out.formats.push(format);
  claim(out, part, entry, opened);
}

/** A text beside the model is nobody's risk; source code is, and is not read yet. */
function plainMember(entry: ZipEntry, part: PartScan, size: number): PartScan {
  const others = part.reasons.filter((word) => word !== "not_a_model");
  if (/\.(py|pyc|so|dll|dylib|exe|sh)$/i.test(entry.name))
    return { ...part, reasons: [...others, "unsupported_format"] };
  return { ...part, reasons: others, opaque: [{ from: 0, to: size }] };
}

async function noteChecksum({ out }: ZipScope, entry: ZipEntry, opened: OpenMember): Promise<void> {
  if (!entry.listed || opened.failure !== undefined || (await checksumHolds(opened.source, entry)) !== false) return;
  out.evidence.push({
    ...memberEvidence(entry, {
      rule: "zip.checksum",
      verdict: "info",
      severity: "low",
      message: `The stored checksum of ${entry.name} is wrong`,
    }),
    refs: ["CVE-2025-10156"],
  });
}

/** Puts a member's evidence on the scale of the archive. */
function outward(item: ScanEvidence, entry: ZipEntry, label: string, packed: boolean): ScanEvidence {
  const compressed = packed || item.compressed === true;
  const memberOffset = item.memberOffset ?? item.offset;
  return {
    ...item,
    offset: packed ? entry.dataOffset : entry.dataOffset + item.offset,
    memberOffset,
    member: item.member === undefined ? label : `${label}!${item.member}`,
    ...(compressed && { compressed: true }),
  };
}

function claim(out: PartScan, part: PartScan, entry: ZipEntry, opened: OpenMember): void {
  if (opened.compressed) {
    const whole =
      opened.failure === undefined && gapsOf([...part.parsed, ...part.opaque], opened.source.size).length === 0;
    if (whole) out.parsed.push({ from: entry.dataOffset, to: entry.dataOffset + entry.packedBytes });
    return;
  }
  const move = (range: { from: number; to: number }) => ({
    from: range.from + entry.dataOffset,
    to: range.to + entry.dataOffset,
  });
  out.parsed.push(...part.parsed.map(move));
  out.opaque.push(...part.opaque.map(move));
}

function rememberStorages(scope: ZipScope, entry: ZipEntry, part: PartScan): void {
  const ids = "persistentIds" in part ? (part.persistentIds as PersistentId[]) : [];
  const root = entry.name.slice(0, entry.name.lastIndexOf("/") + 1);
  for (const id of ids) {
    if (id.key === null) continue;
    const path = `${root}data/${id.key}`;
    const known = scope.storages.get(path);
    if (known === undefined || (known.count ?? 0) < (id.count ?? 0))
      scope.storages.set(path, { ...id, key: entry.name });
  }
}

function isStorage(scope: ZipScope, entry: ZipEntry): boolean {
  return scope.storages.has(entry.name) && entry.localName === entry.name;
}

/** A storage shorter than the pickle says would be read past its end (torch before 2.10). */
function checkStorages({ archive, out, storages }: ZipScope): void {
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

export const torchZipScanner: Scanner = { manifest, matches, scan };
