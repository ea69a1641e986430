import type { RangeSource } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import { claimStored, type Member, outward } from "../member-part";
import { emptyPart, type PartScan } from "../part-scan";
import type { FoundMember, ScanContext, Scanner } from "../scan-context";
import { noteFailure, unpackPart } from "../unpack-part";
import { manifest } from "./manifest";
import { type Stream, streamOf } from "./streams";

async function matches(context: ScanContext): Promise<boolean> {
  return (await streamOf(context)) !== undefined;
}

/** Unpacks the stream and scans what comes out as a file of its own; bytes behind the stream stay nobody's. */
async function scan(context: ScanContext): Promise<PartScan> {
  const stream = await streamOf(context);
  if (stream === undefined) return emptyPart();
  const { format, headBytes } = stream;
  const out = emptyPart(format);
  const label = `(${format})`;
  const unpacked = await unpackPart(context, body(context.source, stream), stream.codec);
  noteFailure(out, unpacked, { rule: "stream", name: `The ${format} stream`, member: label, at: 0 });
  const { source } = unpacked;
  if (source.size === 0 && unpacked.failure !== undefined) return out;
  const part = source.size === 0 ? emptyPart() : await context.scanPart(source, innerName(context.name));
  unpacked.release?.();
  const storedBytes = headBytes + unpacked.storedBytes;
  const member: Member = { label, source, at: 0, storedBytes, compressed: true, whole: unpacked.failure === undefined };
  for (const item of part.evidence) out.evidence.push(outward(item, member));
  out.reasons = [...new Set([...out.reasons, ...part.reasons])];
  out.formats.push(...part.formats.filter((word) => !out.formats.includes(word)));
  // A stream of plain words is no model, but every byte of it was read.
  claimStored(out, part.reasons.includes("not_a_model") ? wholly(source) : part, member);
  return out;
}

function wholly(source: RangeSource): PartScan {
  return { ...emptyPart(), parsed: [{ from: 0, to: source.size }] };
}

function body(source: RangeSource, { headBytes }: Stream): RangeSource {
  return headBytes === 0 ? source : new SliceSource(source, headBytes, source.size - headBytes);
}

/** `model.pkl.gz` holds `model.pkl`; a stream under any other name holds what that name promises. */
function innerName(name: string): string {
  return name.replace(/\.t(gz|bz2?|xz|lz|zst)$/i, ".tar").replace(/\.(gz|gzip|bz2|xz|lzma|zst|zstd|lz4|zlib|z)$/i, "");
}

async function findMember(context: ScanContext, path: string): Promise<FoundMember | undefined> {
  const stream = await streamOf(context);
  const label = `(${stream?.format})`;
  if (stream === undefined || (path !== label && !path.startsWith(`${label}!`))) return undefined;
  const { source } = await unpackPart(context, body(context.source, stream), stream.codec);
  return { source, rest: path === label ? undefined : path.slice(label.length + 1) };
}

export const compressedScanner: Scanner = { manifest, matches, scan, findMember };
