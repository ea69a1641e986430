import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import type { ByteRange } from "../part-scan";

/** An end record is 22 bytes and a comment of at most 65,535. */
const TAIL_BYTES = 65_557;
const EOCD_BYTES = 22;
const EOCD = Buffer.from("504b0506", "hex");
const EOCD64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const MAX_DIRECTORY_BYTES = 64 << 20;
const MAX_END_RECORDS = 32;

export type CentralEntry = {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packedBytes: number;
  size: number;
  headerOffset: number;
  symlink: boolean;
};

export type RawDirectory = {
  entries: CentralEntry[];
  /** How far the archive is moved inside the file: the directory's real start less its stated one. */
  shift: number;
  ranges: ByteRange[];
  /** Where the end record stands. */
  endAt: number;
  /** The comment behind the end record: words, or whatever someone put there. */
  comment: ByteRange;
  limited: boolean;
};

/** Names are UTF-8 where they are valid UTF-8, else one byte a character, so that no name is lost. */
export function decodeName(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

/** True when the last 64 KiB hold an end record. */
export async function hasEndRecord(source: RangeSource): Promise<boolean> {
  const from = Math.max(0, source.size - TAIL_BYTES);
  const tail = await readUpTo(source, from, TAIL_BYTES);
  const at = tail.lastIndexOf(EOCD);
  return at >= 0 && at + EOCD_BYTES <= tail.length;
}

/** Every directory that some end record in the file's tail points at, read both by its stated place and by its size. */
export async function findDirectories(source: RangeSource, maxEntries: number): Promise<RawDirectory[]> {
  const from = Math.max(0, source.size - TAIL_BYTES);
  const tail = await readUpTo(source, from, TAIL_BYTES);
  const directories = new Map<number, RawDirectory>();
  let tried = 0;
  for (
    let at = tail.lastIndexOf(EOCD);
    at >= 0 && tried < MAX_END_RECORDS;
    at = at > 0 ? tail.lastIndexOf(EOCD, at - 1) : -1
  ) {
    tried += 1;
    if (at + EOCD_BYTES > tail.length) continue;
    const end = { at: from + at, size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
    const comment = tail.readUInt16LE(at + 20);
    const ranges = [{ from: end.at, to: end.at + EOCD_BYTES }];
    const wide = await readEnd64(source, end.at, ranges);
    const size = wide?.size ?? end.size;
    const offset = wide?.offset ?? end.offset;
    for (const start of new Set([(wide?.at ?? end.at) - size, offset])) {
      if (directories.has(start) || !(start >= 0) || start + size > source.size) continue;
      const directory = await readDirectory(source, start, size, maxEntries);
      if (directory === null) continue;
      directory.shift = start - offset;
      directory.ranges.push(...ranges);
      directory.endAt = end.at;
      directory.comment = { from: end.at + EOCD_BYTES, to: Math.min(source.size, end.at + EOCD_BYTES + comment) };
      directories.set(start, directory);
    }
  }
  return [...directories.values()];
}

async function readEnd64(source: RangeSource, endAt: number, ranges: ByteRange[]) {
  if (endAt < 20) return null;
  const locator = await source.read(endAt - 20, 20);
  if (locator.readUInt32LE(0) !== LOCATOR64) return null;
  ranges.push({ from: endAt - 20, to: endAt });
  for (const at of [Number(locator.readBigUInt64LE(8)), endAt - 20 - 56]) {
    if (at < 0 || at + 56 > source.size) continue;
    const record = await source.read(at, 56);
    if (record.readUInt32LE(0) !== EOCD64) continue;
    ranges.push({ from: at, to: Math.min(endAt, at + 12 + Number(record.readBigUInt64LE(4))) });
    return { at, size: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
  }
  return null;
}

async function readDirectory(
  source: RangeSource,
  start: number,
  size: number,
  maxEntries: number,
): Promise<RawDirectory | null> {
  const limited = size > MAX_DIRECTORY_BYTES;
  const bytes = await readUpTo(source, start, Math.min(size, MAX_DIRECTORY_BYTES));
  const directory: RawDirectory = { entries: [], shift: 0, ranges: [], endAt: 0, comment: { from: 0, to: 0 }, limited };
  let at = 0;
  while (at + CENTRAL_BYTES <= bytes.length && bytes.readUInt32LE(at) === CENTRAL) {
    if (directory.entries.length >= maxEntries) {
      directory.limited = true;
      break;
    }
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const [nameBytes = 0, extraBytes = 0, commentBytes = 0] = lengths;
    const next = at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
    if (next > bytes.length) break;
    directory.entries.push(readRow(bytes, at, nameBytes, extraBytes));
    at = next;
  }
  if (at === 0 && size > 0) return null;
  directory.ranges.push({ from: start, to: start + at });
  return directory;
}

function readRow(bytes: Buffer, at: number, nameBytes: number, extraBytes: number): CentralEntry {
  const extraAt = at + CENTRAL_BYTES + nameBytes;
  const wide = wideNumbers(bytes.subarray(extraAt, extraAt + extraBytes));
  const number = (offset: number) => {
    const stated = bytes.readUInt32LE(at + offset);
    return stated === 0xffffffff ? (wide.shift() ?? stated) : stated;
  };
  const size = number(24);
  const packedBytes = number(20);
  const headerOffset = number(42);
  return {
    name: decodeName(bytes.subarray(at + CENTRAL_BYTES, extraAt)),
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    crc: bytes.readUInt32LE(at + 16),
    packedBytes,
    size,
    headerOffset,
    symlink: ((bytes.readUInt32LE(at + 38) >>> 16) & 0xf000) === 0xa000,
  };
}

/** The 64-bit numbers of extra field 1, in order: size, packed size, offset, each only where the 32-bit one is full. */
function wideNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const body = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    return Array.from({ length: Math.floor(body.length / 8) }, (_, i) => Number(body.readBigUInt64LE(i * 8)));
  }
  return [];
}
