import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { leavesFolder, linkEscapes } from "../member-name";
import { addReason, asPlainMember, isAccountedFor, type Member, outward, takeOver } from "../member-part";
import { emptyPart, type PartScan } from "../part-scan";
import type { FoundMember, ScanContext, Scanner } from "../scan-context";
import { noteFailure } from "../unpack-part";
import { type Archive, type ArchiveFile, type ArchiveFolder, readArchive } from "./archive";
import { openFolder } from "./folder";
import { manifest } from "./manifest";

const MAGIC = Buffer.from("377abcaf271c", "hex");
const MAX_LINK_BYTES = 4096;

async function matches({ head }: ScanContext): Promise<boolean> {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/** Header first, then folder by folder: unpacked once in memory's bounds, cut into its files, each scanned as its own. */
async function scan(context: ScanContext): Promise<PartScan> {
  const out = emptyPart("7z");
  const archive = await readArchive(context);
  out.parsed.push(...archive.structure);
  if (archive.problem !== undefined) {
    addReason(out, archive.problem.reason);
    if (archive.problem.reason === "malformed" || archive.problem.reason === "truncated") {
      const { at, why } = archive.problem;
      say(out, {
        rule: "7z.header",
        verdict: "error",
        severity: "medium",
        offset: at,
        message: `The archive cannot be read: ${why}`,
      });
    }
  }
  for (const file of archive.files) if (leavesFolder(file.name)) say(out, traversal(file, archive));
  for (const folder of archive.folders) {
    if (performance.now() > context.budget.deadlineMs) {
      addReason(out, "limit");
      break;
    }
    await scanFolder(context, out, folder);
  }
  return out;
}

function traversal(file: ArchiveFile, archive: Archive): Finding {
  return {
    rule: "7z.path-traversal",
    verdict: "malicious",
    severity: "high",
    offset: archive.folders.find((folder) => folder.files.includes(file))?.from ?? 0,
    member: file.name,
    message: `${file.name} would be written outside the folder it is extracted to`,
    refs: ["CWE-22"],
  };
}

async function scanFolder(context: ScanContext, out: PartScan, folder: ArchiveFolder): Promise<void> {
  const { from, to } = folder;
  const opened = await openFolder(context, new SliceSource(context.source, from, to - from), folder.coding);
  if ("reason" in opened) {
    addReason(out, opened.reason);
    return;
  }
  const { source, failure } = opened.unpacked;
  noteFailure(out, opened.unpacked, { rule: "7z", name: folder.files[0]?.name ?? "A folder", at: from });
  let whole = failure === undefined;
  for (const file of folder.files) {
    const end = file.at + file.size;
    if (end > source.size) {
      whole = false;
      if (failure === undefined) addReason(out, "truncated");
    }
    const slice = fileSource(source, file);
    if (slice === null) continue;
    if (file.symlink) await noteLink(out, file, slice, from);
    const part = asPlainMember(await context.scanPart(slice, file.name), file.name, slice.size);
    const member: Member = {
      label: file.label,
      source: slice,
      at: from,
      storedBytes: 0,
      compressed: true,
      whole: false,
    };
    takeOver(out, part, (item) => outward(item, member));
    whole &&= isAccountedFor(part, slice.size);
  }
  opened.unpacked.release?.();
  if (whole) out.parsed.push({ from, to });
}

/** What could be unpacked of a file; null when nothing could. */
function fileSource(folder: RangeSource, file: ArchiveFile): RangeSource | null {
  const size = Math.min(file.size, folder.size - file.at);
  return size > 0 ? new SliceSource(folder, file.at, size) : null;
}

async function noteLink(out: PartScan, file: ArchiveFile, source: RangeSource, at: number): Promise<void> {
  const target = (await readUpTo(source, 0, MAX_LINK_BYTES)).toString("utf8");
  const escapes = linkEscapes(file.name, target);
  say(out, {
    rule: escapes ? "7z.link-escape" : "7z.link",
    verdict: escapes ? "malicious" : "info",
    severity: escapes ? "high" : "low",
    offset: at,
    member: file.name,
    message: `${file.name} is a symbolic link to ${target}`,
    ...(escapes && { refs: ["CWE-59"] }),
  });
}

type Finding = Omit<ScanEvidence, "certainty">;

function say(out: PartScan, found: Finding): void {
  out.evidence.push({ ...found, certainty: "certain", message: showText(found.message, 400) });
}

async function findMember(context: ScanContext, path: string): Promise<FoundMember | undefined> {
  for (const folder of (await readArchive(context)).folders) {
    const file = folder.files.find(({ label }) => path === label || path.startsWith(`${label}!`));
    if (file === undefined) continue;
    const packed = new SliceSource(context.source, folder.from, folder.to - folder.from);
    const opened = await openFolder(context, packed, folder.coding);
    const source = "reason" in opened ? null : fileSource(opened.unpacked.source, file);
    if (source === null) return undefined;
    return { source, rest: path === file.label ? undefined : path.slice(file.label.length + 1) };
  }
  return undefined;
}

export const sevenZipScanner: Scanner = { manifest, matches, scan, findMember };
