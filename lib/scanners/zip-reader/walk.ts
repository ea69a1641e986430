import { readUpTo } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { addReason, asPlainMember, type Member, takeIn } from "../member-part";
import { type ByteRange, emptyPart, type PartScan } from "../part-scan";
import { startsLikePickle } from "../pickle-head";
import type { ScanContext } from "../scan-context";
import { noteFailure } from "../unpack-part";
import { archiveAnomalies } from "./anomalies";
import { readZip } from "./archive";
import type { ZipEntry } from "./entry";
import { checksumHolds, type OpenMember, openMember } from "./member";

const SNIFF_BYTES = 16;
const ZIP_START = Buffer.from("504b0304", "hex");
const ENCRYPTED_METHOD = 99;

/** What a format knows of its members beyond what their bytes say. All parts may be left out. */
export type ZipPlan = {
  /** Members with a lower number are scanned earlier; equal ones in the order of the file. */
  rank?: (entry: ZipEntry) => number;
  /** Raw data that the format's index accounts for: opaque, unless it begins like a pickle or a zip and something is found in it. */
  isStorage?: (entry: ZipEntry) => boolean;
  /** Scans a member in the format's own way; undefined = as a file of its own. `source` is the member unpacked. */
  read?: (entry: ZipEntry, source: OpenMember["source"]) => Promise<PartScan | undefined>;
  /** Called with what was found in a member, before its evidence is kept. */
  seen?: (entry: ZipEntry, part: PartScan) => void;
};

/** Walks every member of a zip: structure, oddities, contents. Each is scanned as a file of its own, whatever its name. */
export async function walkZip(context: ScanContext, formats: readonly string[], plan: ZipPlan = {}): Promise<PartScan> {
  const archive = await readZip(context.source, context.limits.maxEntries);
  const out = emptyPart(...formats);
  out.parsed.push(...archive.structure);
  out.evidence.push(...archiveAnomalies(archive));
  if (archive.limited) addReason(out, "limit");
  const rank = plan.rank ?? (() => 0);
  const last = (entry: ZipEntry) => (entry.insideOf === undefined ? 0 : 1);
  const entries = [...archive.entries].sort(
    (a, b) => last(a) - last(b) || rank(a) - rank(b) || a.headerOffset - b.headerOffset,
  );
  const scanned = new Set<ZipEntry>();
  for (const entry of entries) {
    if (performance.now() > context.budget.deadlineMs) {
      addReason(out, "limit");
      break;
    }
    if (entry.insideOf !== undefined && scanned.has(entry.insideOf)) continue;
    await walkMember({ context, plan, out, scanned }, entry);
  }
  for (const comment of archive.comments) await walkComment(context, out, comment);
  return out;
}

/** A comment is nobody's member, but nobody keeps it to words either: it is scanned like any file. */
async function walkComment(context: ScanContext, out: PartScan, { from, to }: ByteRange): Promise<void> {
  const part = await context.scanPart(new SliceSource(context.source, from, to - from), "comment.txt");
  const words = part.reasons.includes("not_a_model");
  out.parsed.push(
    ...(words ? [{ from, to }] : part.parsed.map((range) => ({ from: range.from + from, to: range.to + from }))),
  );
  for (const item of part.evidence) {
    const memberOffset = item.member === undefined ? item.offset + from : item.memberOffset;
    out.evidence.push({ ...item, offset: item.offset + from, ...(memberOffset !== undefined && { memberOffset }) });
  }
  for (const word of part.reasons) if (word !== "not_a_model") addReason(out, word);
}

type Walk = {
  context: ScanContext;
  plan: ZipPlan;
  out: PartScan;
  /** Members that were looked into as files of their own. */
  scanned: Set<ZipEntry>;
};

async function walkMember(walk: Walk, entry: ZipEntry): Promise<void> {
  const { context, out } = walk;
  if (entry.packedBytes === 0) return;
  const opened = await openMember(context, entry);
  const flagged = (entry.flags & 1) === 1;
  if (opened === null) {
    const secret = entry.method === ENCRYPTED_METHOD || flagged;
    await lookAtStored(walk, entry, secret ? "encrypted" : "unsupported_method");
    return;
  }
  if (flagged && !(await readableDespiteFlag(opened))) {
    addReason(out, "encrypted");
    return;
  }
  noteFailure(out, opened, { rule: "zip", name: entry.name, at: entry.dataOffset });
  if (opened.source.size > 0) await walkOpened(walk, entry, opened);
  else if (opened.failure === undefined) claimEmpty(out, entry, opened);
  opened.release?.();
}

function claimEmpty(out: PartScan, entry: ZipEntry, opened: OpenMember): void {
  out.parsed.push({ from: entry.dataOffset, to: entry.dataOffset + opened.storedBytes });
}

/** Nobody reads a flag of encryption on plain bytes the same way: what makes sense unpacked was never encrypted. */
async function readableDespiteFlag(opened: OpenMember): Promise<boolean> {
  if (opened.compressed) return opened.failure === undefined;
  const head = await readUpTo(opened.source, 0, SNIFF_BYTES);
  return isLookedInto(head) || /^[\s!-~]+$/.test(head.toString("latin1"));
}

function isLookedInto(head: Buffer): boolean {
  return startsLikePickle(head) || head.subarray(0, 4).equals(ZIP_START);
}

/** A method nobody knows may be a lie about plain bytes: they are looked at as they stand. */
async function lookAtStored(walk: Walk, entry: ZipEntry, otherwise: string): Promise<void> {
  const plain = new SliceSource(walk.context.source, entry.dataOffset, entry.packedBytes);
  if (startsLikePickle(await readUpTo(plain, 0, SNIFF_BYTES))) {
    await walkOpened(walk, entry, { source: plain, storedBytes: plain.size, compressed: false, failure: undefined });
  }
  addReason(walk.out, otherwise);
}

async function walkOpened(walk: Walk, entry: ZipEntry, opened: OpenMember): Promise<void> {
  const { context, plan, out } = walk;
  const { source } = opened;
  const opaque = { ...emptyPart(), opaque: [{ from: 0, to: source.size }] };
  const storage = plan.isStorage?.(entry) === true;
  let part: PartScan;
  if (storage && !isLookedInto(await readUpTo(source, 0, SNIFF_BYTES))) part = opaque;
  else {
    part = (await plan.read?.(entry, source)) ?? (await context.scanPart(source, entry.name));
    walk.scanned.add(entry);
    // Raw data may begin like a pickle by chance; it counts as one only when something was found in it.
    if (storage && !part.evidence.some((item) => item.verdict === "malicious" || item.verdict === "suspicious")) {
      part = opaque;
    } else await noteChecksum(out, entry, opened);
  }
  part = asPlainMember(part, entry.name, source.size);
  plan.seen?.(entry, part);
  takeIn(out, part, memberOf(entry, opened));
}

function memberOf(entry: ZipEntry, opened: OpenMember): Member {
  return {
    label: entry.label,
    source: opened.source,
    at: entry.dataOffset,
    storedBytes: opened.storedBytes,
    compressed: opened.compressed,
    whole: opened.failure === undefined,
  };
}

async function noteChecksum(out: PartScan, entry: ZipEntry, opened: OpenMember): Promise<void> {
  if (!entry.listed || opened.failure !== undefined || (await checksumHolds(opened.source, entry)) !== false) return;
  const found: ScanEvidence = {
    rule: "zip.checksum",
    verdict: "info",
    severity: "low",
    certainty: "certain",
    offset: entry.dataOffset,
    member: entry.name,
    message: showText(`The stored checksum of ${entry.name} is wrong`, 400),
    refs: ["CVE-2025-10156"],
  };
  out.evidence.push(found);
}
