import { BufferSource } from "@/lib/bytes/buffer-source";
import { UnpackError } from "@/lib/bytes/codecs/codec";
import { PAGE_BYTES, PageCache } from "@/lib/bytes/page-cache";
import { type RangeSource, readUpTo, ShortReadError } from "@/lib/bytes/range-source";
import { canonicalJson } from "@/lib/domain/canonical-json";
import type { ScanEvidence, ScanResult } from "@/lib/domain/scan";
import { identifyOther } from "./other-content";
import { bytesIn, emptyPart, gapsOf, type PartScan, unionOf } from "./part-scan";
import { carve } from "./pickle/carve";
import { isPickleName, pickleScanner } from "./pickle/scanner";
import { asCarved } from "./pickle/streams";
import { SCANNERS } from "./registry";
import { type Budget, budgetOf, DEFAULT_LIMITS, type ScanContext, type ScanLimits } from "./scan-context";
import { verdictOf } from "./verdict";

/** Bytes that every scanner gets to look at before it says whether it matches. */
export const HEAD_BYTES = 4096;
const SNIPPET_BYTES = 64;
const MAX_EVIDENCE = 1_000;

/**
 * Scans one file. `name` is a hint for formats without a signature, never trusted. The caller adds `sha256`. Bad content
 * never throws: it is a verdict. Only a source that fails to give its bytes throws. Same bytes, name and ruleset: same result
 * (unless the wall-clock limit is met, which is said as reason `limit`).
 */
export async function scanFile(
  source: RangeSource,
  name: string,
  limits: ScanLimits = DEFAULT_LIMITS,
): Promise<ScanResult> {
  const bytesBefore = source.stats.bytes;
  const budget = budgetOf(limits);
  // Every parser looks at a file on its own: a small one is read once, so that bytes read never exceed its size.
  const input =
    source.size > 0 && source.size <= PAGE_BYTES
      ? new BufferSource(await source.read(0, source.size), source.id)
      : source;
  const part = await scanPart(input, name, limits, budget, 0);
  const evidence = await finish(input, part.evidence);
  const opaque = unionOf(part.opaque);
  const claimed = unionOf([...part.parsed, ...opaque]);
  const unclaimed = gapsOf(claimed, source.size);
  const reasons = [...part.reasons];
  if (bytesIn(unclaimed) > 0 && reasons.length === 0) reasons.push("unclaimed_bytes");
  return {
    sizeBytes: source.size,
    formats: part.formats,
    verdict: verdictOf(evidence, reasons, bytesIn(unclaimed)),
    reasons: reasons.sort(),
    coverage: {
      bytesTotal: source.size,
      bytesParsed: bytesIn(claimed) - bytesIn(opaque),
      bytesOpaque: bytesIn(opaque),
      bytesUnclaimed: bytesIn(unclaimed),
    },
    bytesRead: source.stats.bytes - bytesBefore,
    evidence,
  };
}

async function scanPart(
  source: RangeSource,
  name: string,
  limits: ScanLimits,
  budget: Budget,
  depth: number,
): Promise<PartScan> {
  const cached = new PageCache(source);
  const head = await readUpTo(source, 0, HEAD_BYTES);
  const context: ScanContext = {
    source,
    name,
    head,
    limits,
    budget,
    depth,
    scanPart: (inner, innerName) =>
      depth + 1 > limits.maxDepth ? Promise.resolve(tooDeep()) : scanPart(inner, innerName, limits, budget, depth + 1),
  };
  const parts: PartScan[] = [];
  try {
    let pickle = false;
    for (const scanner of Object.values(SCANNERS)) {
      if (!(await scanner.matches(context))) continue;
      parts.push(await scanner.scan(context));
      pickle ||= scanner === pickleScanner;
    }
    if (parts.length === 0) parts.push(await scanOther(context, cached));
    else if (!pickle) parts.push(await searchUnclaimed(context, cached, parts));
  } catch (error) {
    if (!(error instanceof UnpackError) && !(error instanceof ShortReadError && depth > 0)) throw error;
    parts.push({ ...emptyPart(), reasons: ["limit"] });
  }
  return merge(parts);
}

function tooDeep(): PartScan {
  return { ...emptyPart(), reasons: ["depth_limit"] };
}

function merge(parts: readonly PartScan[]): PartScan {
  const [first = emptyPart(), ...rest] = parts;
  if (rest.length === 0) return first;
  return {
    formats: [...new Set(parts.flatMap((part) => part.formats))],
    evidence: parts.flatMap((part) => part.evidence),
    reasons: [...new Set(parts.flatMap((part) => part.reasons))],
    parsed: parts.flatMap((part) => part.parsed),
    opaque: parts.flatMap((part) => part.opaque),
  };
}

/** Bytes that the format's own index leaves over may hide a pickle. (The pickle scanner searches its own rest.) */
async function searchUnclaimed(
  { source, budget }: ScanContext,
  cached: RangeSource,
  parts: readonly PartScan[],
): Promise<PartScan> {
  const out = emptyPart();
  for (const gap of gapsOf(
    parts.flatMap((part) => [...part.parsed, ...part.opaque]),
    source.size,
  ).slice(0, 1_000)) {
    for (const found of await carve(cached, gap.from, gap.to, budget)) {
      out.evidence.push(...found.recorder.evidence().map(asCarved));
      out.parsed.push({ from: found.from, to: Math.min(found.end.at, gap.to) });
    }
  }
  return out;
}

/** A file no scanner reads: named for what it is, and searched for pickles hidden in it where it is no plain text. */
async function scanOther(context: ScanContext, cached: RangeSource): Promise<PartScan> {
  const { head, name, source, budget } = context;
  const other = identifyOther(head, name, source.size);
  const out: PartScan = { ...emptyPart(...other.formats), reasons: [other.reason] };
  if (isPickleName(name) && other.reason === "unsupported_format" && other.formats.length === 0)
    return pickleScanner.scan(context);
  const skipped = head.length - head.toString("latin1").trimStart().length;
  const text = other.reason === "not_a_model";
  const from = text ? skipped : 0;
  // A text that merely quotes opcodes is no pickle: only its very beginning may be one.
  const to = text ? Math.min(source.size, skipped + 512) : source.size;
  if (other.reason === "lfs_pointer" || source.size === 0) return out;
  for (const found of await carve(cached, from, to, budget)) {
    if (text && found.from !== from) continue;
    if (text && !found.recorder.imports.some((record) => record.call !== undefined)) continue;
    out.evidence.push(...found.recorder.evidence().map(asCarved));
    out.parsed.push({ from: found.from, to: found.end.at });
  }
  return out;
}

const RANK = { malicious: 0, suspicious: 1, error: 2, info: 3 } as const;

/** Fixed order, a bounded number, and the bytes around each place. */
async function finish(source: RangeSource, evidence: readonly ScanEvidence[]): Promise<ScanEvidence[]> {
  const keyed = evidence.map((item) => ({ item, key: canonicalJson(item) }));
  keyed.sort(
    (a, b) =>
      RANK[a.item.verdict] - RANK[b.item.verdict] ||
      a.item.offset - b.item.offset ||
      (a.item.memberOffset ?? 0) - (b.item.memberOffset ?? 0) ||
      (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  const kept = keyed.filter(({ key }, i) => i === 0 || key !== keyed[i - 1]?.key).slice(0, MAX_EVIDENCE);
  const out: ScanEvidence[] = [];
  for (const { item } of kept) {
    const from = Math.max(0, Math.min(item.offset, source.size) - SNIPPET_BYTES / 2);
    const bytes =
      item.compressed === true || out.length >= 100 ? Buffer.alloc(0) : await readUpTo(source, from, SNIPPET_BYTES);
    out.push(bytes.length === 0 ? item : { ...item, snippetHex: bytes.toString("hex") });
  }
  return out;
}
