import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import { gapsOf } from "../part-scan";
import type { ScanContext } from "../scan-context";
import { isTar, readTar } from "../tar-reader/archive";
import { type CentralEntry, decodeName, findDirectories, hasEndRecord, type RawDirectory } from "./central-directory";
import type { ZipArchive, ZipEntry } from "./entry";
import { markInner, nameTwins, overlapping } from "./layout";

const LOCAL_SIGNATURE = Buffer.from("504b0304", "hex");
const LOCAL_BYTES = 30;
/** Enough for a local header with PyTorch's padding, and the first bytes of the data, in one small read. */
const LOCAL_READ_BYTES = 1024;
const GAP_LIMIT_BYTES = 64 << 20;
const GAP_CHUNK_BYTES = 256 * 1024;

const READ = new WeakMap<RangeSource, Promise<ZipArchive>>();

const SEEN = new WeakMap<RangeSource, Promise<boolean>>();

/**
 * True for a file that starts with a member, or holds an end record in its last 64 KiB (looked for once a source). A zip
 * that lies wholly inside a member of a tar is left to the tar, which hands the member on.
 */
export async function isZip({
  source,
  head,
  limits,
}: Pick<ScanContext, "source" | "head" | "limits">): Promise<boolean> {
  if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) return true;
  if (source.size < 22) return false;
  const known = SEEN.get(source) ?? hasEndRecord(source);
  SEEN.set(source, known);
  if (!(await known) || !isTar({ head })) return known;
  const { entries } = await readTar(source, limits.maxEntries);
  const inTar = (at: number) => entries.some((entry) => at >= entry.dataOffset && at < entry.dataOffset + entry.size);
  const zip = await readZip(source, limits.maxEntries);
  return !(zip.ends.every(inTar) && zip.entries.every((entry) => inTar(entry.headerOffset)));
}

/** The archive of a source, read once however many scanners ask for it. */
export function readZip(source: RangeSource, maxEntries: number): Promise<ZipArchive> {
  const known = READ.get(source);
  if (known !== undefined) return known;
  const reading = readArchive(source, maxEntries);
  READ.set(source, reading);
  return reading;
}

/**
 * Reads a zip as the union of what its parts say: every end record, every directory, every local header, listed or not.
 * No flag is believed and no odd entry stops the rest, because loaders disagree and a scanner must see what any of them sees.
 */
async function readArchive(source: RangeSource, maxEntries: number): Promise<ZipArchive> {
  const directories = await findDirectories(source, maxEntries);
  const archive: ZipArchive = {
    entries: [],
    structure: [],
    directories: directories.length,
    lost: [],
    ends: directories.map(({ endAt }) => endAt),
    comments: directories.map(({ comment }) => comment).filter(({ from, to }) => to > from),
    limited: false,
    overlaps: [],
  };
  const seen = new Set<string>();
  for (const [number, directory] of directories.entries()) {
    archive.structure.push(...directory.ranges);
    archive.limited ||= directory.limited;
    for (const row of directory.entries) {
      const entry = await resolve(source, row, directory, number);
      if (entry === null) archive.lost.push(row.name);
      const key = entry && `${entry.headerOffset}\n${entry.name}\n${entry.method}\n${entry.packedBytes}`;
      if (entry === null || key === null || seen.has(key)) continue;
      seen.add(key);
      archive.entries.push(entry);
    }
  }
  for (const entry of archive.entries) archive.structure.push({ from: entry.headerOffset, to: entry.dataOffset });
  await searchGaps(source, archive, maxEntries);
  markInner(archive.entries);
  archive.overlaps = overlapping(archive.entries);
  nameTwins(archive.entries);
  return archive;
}

async function resolve(
  source: RangeSource,
  row: CentralEntry,
  directory: RawDirectory,
  number: number,
): Promise<ZipEntry | null> {
  for (const offset of new Set([row.headerOffset + directory.shift, row.headerOffset])) {
    const local = await readLocal(source, offset);
    if (local === null) continue;
    const stated = local.packedBytes !== 0 && (local.flags & 8) === 0 && local.packedBytes !== 0xffffffff;
    const packedBytes = Math.min(row.packedBytes, source.size - local.dataOffset);
    return {
      ...row,
      label: row.name,
      packedBytes,
      headerOffset: offset,
      dataOffset: local.dataOffset,
      localName: local.name,
      listed: true,
      directory: number,
      flags: row.flags | local.flags,
      sizeDiffers: stated && local.packedBytes !== row.packedBytes,
    };
  }
  return null;
}

type Local = {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packedBytes: number;
  size: number;
  dataOffset: number;
};

async function readLocal(source: RangeSource, offset: number): Promise<Local | null> {
  if (offset < 0 || offset + LOCAL_BYTES > source.size) return null;
  const bytes = await readUpTo(source, offset, LOCAL_READ_BYTES);
  if (!bytes.subarray(0, 4).equals(LOCAL_SIGNATURE)) return null;
  const nameBytes = bytes.readUInt16LE(26);
  const dataOffset = offset + LOCAL_BYTES + nameBytes + bytes.readUInt16LE(28);
  if (dataOffset > source.size) return null;
  const flags = bytes.readUInt16LE(6);
  const whole =
    LOCAL_BYTES + nameBytes <= bytes.length ? bytes : await readUpTo(source, offset, LOCAL_BYTES + nameBytes);
  return {
    name: decodeName(whole.subarray(LOCAL_BYTES, LOCAL_BYTES + nameBytes)),
    flags,
    method: bytes.readUInt16LE(8),
    crc: bytes.readUInt32LE(14),
    packedBytes: bytes.readUInt32LE(18),
    size: bytes.readUInt32LE(22),
    dataOffset,
  };
}

/** Looks between the known parts for data descriptors, padding, and local entries that no directory lists. */
async function searchGaps(source: RangeSource, archive: ZipArchive, maxEntries: number): Promise<void> {
  const data = archive.entries.map((entry) => ({ from: entry.dataOffset, to: entry.dataOffset + entry.packedBytes }));
  const endings = new Map(archive.entries.map((entry) => [entry.dataOffset + entry.packedBytes, entry]));
  let searched = 0;
  for (const gap of gapsOf([...archive.structure, ...data], source.size)) {
    let at = gap.from;
    while (at < gap.to && searched < GAP_LIMIT_BYTES) {
      const bytes = await source.read(at, Math.min(GAP_CHUNK_BYTES, gap.to - at));
      searched += bytes.length;
      if (isFiller(bytes, endings.get(gap.from)) && gap.to - gap.from <= GAP_CHUNK_BYTES) {
        archive.structure.push(gap);
        break;
      }
      const found = bytes.indexOf(LOCAL_SIGNATURE);
      if (found < 0) {
        at += Math.max(1, bytes.length - 3);
        if (bytes.length <= 3) break;
        continue;
      }
      const local = archive.entries.length < maxEntries ? await readLocal(source, at + found) : null;
      if (local === null) {
        at += found + 4;
        continue;
      }
      const entry = hiddenEntry(local, at + found, gap.to);
      archive.entries.push(entry);
      archive.structure.push({ from: entry.headerOffset, to: entry.dataOffset });
      at = entry.dataOffset + entry.packedBytes;
    }
  }
}

function hiddenEntry(local: Local, headerOffset: number, gapEnd: number): ZipEntry {
  const known = local.packedBytes > 0 && local.packedBytes <= gapEnd - local.dataOffset;
  const packedBytes = known ? local.packedBytes : Math.max(0, gapEnd - local.dataOffset);
  return {
    ...local,
    label: local.name,
    localName: local.name,
    packedBytes,
    headerOffset,
    listed: false,
    directory: -1,
    symlink: false,
    sizeDiffers: false,
  };
}

/** A data descriptor of the member before it (with or without its signature), or nothing but zeros. */
function isFiller(bytes: Buffer, before: ZipEntry | undefined): boolean {
  const signed = bytes.length >= 4 && bytes.readUInt32LE(0) === 0x08074b50;
  const body = signed ? bytes.subarray(4) : bytes;
  if (before !== undefined && (body.length === 12 || body.length === 20)) {
    const packedBytes = body.length === 12 ? body.readUInt32LE(4) : Number(body.readBigUInt64LE(4));
    if (packedBytes === before.packedBytes && body.readUInt32LE(0) === before.crc) return true;
  }
  return bytes.every((byte) => byte === 0);
}
