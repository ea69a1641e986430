import { crc32 } from "node:zlib";
import { bunzip2 } from "@/lib/bytes/codecs/bzip2";
import type { Codec } from "@/lib/bytes/codecs/codec";
import { unlzmaRaw } from "@/lib/bytes/codecs/lzma";
import { inflateRaw, unzstd } from "@/lib/bytes/codecs/node-streams";
import { unxz } from "@/lib/bytes/codecs/xz";
import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import { FaultlineError } from "@/lib/domain/errors";
import type { ScanContext } from "../scan-context";
import { type Unpacked, unpackPart } from "../unpack-part";
import { readZip } from "./archive";
import type { ZipEntry } from "./entry";

const CRC_LIMIT_BYTES = 16 << 20;
const LZMA_METHOD = 14;
const CODECS: Record<number, Codec> = { 8: inflateRaw, 12: bunzip2, 93: unzstd, 95: unxz };

export type OpenMember = Unpacked & { compressed: boolean };

/** What opening a member needs of a scan. */
export type Opening = Pick<ScanContext, "source" | "limits" | "budget">;

/** The bytes of a member as a source of its own. Null when its method is not understood. */
export async function openMember(opening: Opening, entry: ZipEntry): Promise<OpenMember | null> {
  const packed = new SliceSource(opening.source, entry.dataOffset, entry.packedBytes);
  if (entry.method === 0) return { source: packed, storedBytes: packed.size, compressed: false, failure: undefined };
  if (entry.method === LZMA_METHOD) return openLzma(opening, packed, entry);
  const codec = CODECS[entry.method];
  if (codec === undefined) return null;
  return { ...(await unpackPart(opening, packed, codec)), compressed: true };
}

/** LZMA in a zip: two bytes of version, the length of the properties, the properties, the data. */
async function openLzma(opening: Opening, packed: RangeSource, entry: ZipEntry): Promise<OpenMember | null> {
  const head = await readUpTo(packed, 0, 9);
  if (head.length < 9 || head.readUInt16LE(2) !== 5) return null;
  const marked = (entry.flags & 2) !== 0 || entry.size === 0;
  const codec = unlzmaRaw(Buffer.from(head.subarray(4, 9)), marked ? Number.POSITIVE_INFINITY : entry.size);
  const opened = await unpackPart(opening, new SliceSource(packed, 9, packed.size - 9), codec);
  return { ...opened, storedBytes: opened.storedBytes + 9, compressed: true };
}

/** Whether the stored checksum is right; null when the member is too long to read for it. */
export async function checksumHolds(member: RangeSource, entry: ZipEntry): Promise<boolean | null> {
  if (member.size > CRC_LIMIT_BYTES) return null;
  return crc32(await member.read(0, member.size)) === entry.crc;
}

/** The member with this label (or of which it is the start, up to a `!`), and what of the label is left. */
export async function findMember(
  context: ScanContext,
  path: string,
): Promise<{ source: RangeSource; rest: string | undefined } | undefined> {
  const archive = await readZip(context.source, context.limits.maxEntries);
  for (const entry of archive.entries) {
    const { label } = entry;
    if (path !== label && !path.startsWith(`${label}!`)) continue;
    const opened = await openMember(context, entry);
    if (opened === null) throw new FaultlineError("not_found", `${label.slice(0, 200)} cannot be unpacked`, path);
    return { source: opened.source, rest: path === label ? undefined : path.slice(label.length + 1) };
  }
  return undefined;
}
