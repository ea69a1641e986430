import { crc32 } from "node:zlib";
import { InflatedSource } from "@/lib/bytes/inflated-source";
import type { RangeSource } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import { FaultlineError } from "@/lib/domain/errors";
import type { ScanLimits } from "../scan-context";
import { readZip, type ZipEntry } from "./zip-reader";

const CRC_LIMIT_BYTES = 16 << 20;

export type OpenMember = {
  source: RangeSource;
  compressed: boolean;
  failure: "corrupt" | "bomb" | "restarts" | undefined;
};

/** The bytes of a member as a source of its own. Null when its method is not understood. */
export async function openMember(source: RangeSource, entry: ZipEntry, limits: ScanLimits): Promise<OpenMember | null> {
  const packed = new SliceSource(source, entry.dataOffset, entry.packedBytes);
  if (entry.method === 0) return { source: packed, compressed: false, failure: undefined };
  if (entry.method !== 8) return null;
  const inflated = await InflatedSource.open(packed, {
    maxBytes: limits.maxInflatedBytes,
    maxRatio: limits.maxInflateRatio,
  });
  return { source: inflated, compressed: true, failure: inflated.failure?.reason };
}

/** Whether the stored checksum is right; null when the member is too long to read for it. */
export async function checksumHolds(member: RangeSource, entry: ZipEntry): Promise<boolean | null> {
  if (member.size > CRC_LIMIT_BYTES) return null;
  return crc32(await member.read(0, member.size)) === entry.crc;
}

/**
 * A window of a member's bytes, inflated where it is compressed: what a viewer keeps around an evidence. `member` is
 * the evidence's `member` (archives from the outside in, joined by `!`). Cut at the member's end. Throws `not_found`.
 */
export async function memberBytes(
  source: RangeSource,
  member: string,
  from: number,
  length: number,
  limits: ScanLimits,
): Promise<Buffer> {
  const inner = await memberSource(source, member, limits);
  const at = Math.max(0, Math.min(from, inner.size));
  return inner.read(at, Math.min(length, inner.size - at));
}

async function memberSource(source: RangeSource, member: string, limits: ScanLimits): Promise<RangeSource> {
  const archive = await readZip(source, limits.maxEntries);
  for (const entry of archive.entries) {
    const label = entryLabel(entry, archive.entries);
    if (member !== label && !member.startsWith(`${label}!`)) continue;
    const opened = await openMember(source, entry, limits);
    if (opened === null) break;
    return member === label ? opened.source : memberSource(opened.source, member.slice(label.length + 1), limits);
  }
  throw new FaultlineError("not_found", `The archive has no member ${member.slice(0, 200)} that can be read`, member);
}

/** A member's name, with the place of its header where another member has the same one. */
export function entryLabel(entry: ZipEntry, all: readonly ZipEntry[]): string {
  const twin = all.some((other) => other !== entry && other.name === entry.name);
  return twin ? `${entry.name}@${entry.headerOffset}` : entry.name;
}
