import { readUpTo } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import type { ByteRange } from "../part-scan";
import type { ScanContext } from "../scan-context";
import { ByteReader, HeaderError } from "./byte-reader";
import { openFolder } from "./folder";
import { ENCODED_HEADER, type Folder, readHeader, readStreams, type SevenZipHeader, type Streams } from "./header";

const START_BYTES = 32;
const MAX_HEADER_BYTES = 64 << 20;

export type ArchiveFile = {
  name: string;
  label: string;
  size: number;
  symlink: boolean /** Byte in the folder. */;
  at: number;
};

export type ArchiveFolder = ByteRange & { coding: Folder; files: ArchiveFile[] };

export type Archive = {
  folders: ArchiveFolder[];
  files: ArchiveFile[];
  structure: ByteRange[];
  problem:
    | { reason: "malformed" | "truncated" | "encrypted" | "unsupported_method" | "limit"; at: number; why: string }
    | undefined;
};

/** Reads the header, unpacking it where it is packed. Damage does not throw: it is in `problem`. */
export async function readArchive(context: ScanContext): Promise<Archive> {
  const { source, limits } = context;
  const out: Archive = { folders: [], files: [], structure: [], problem: undefined };
  const fail = (reason: NonNullable<Archive["problem"]>["reason"], at: number, why: string): Archive => ({
    ...out,
    problem: { reason, at, why },
  });
  const start = await readUpTo(source, 0, START_BYTES);
  if (start.length < START_BYTES) return fail("truncated", 0, "its start is cut off");
  const at = START_BYTES + Number(start.readBigUInt64LE(12));
  const length = Number(start.readBigUInt64LE(20));
  out.structure.push({ from: 0, to: START_BYTES });
  if (length === 0) return out;
  if (length > MAX_HEADER_BYTES) return fail("limit", at, "its header is longer than 64 MiB");
  if (!(at + length <= source.size)) return fail("truncated", START_BYTES, "its header lies outside the file");
  out.structure.push({ from: at, to: at + length });
  try {
    let bytes = await source.read(at, length);
    for (let rounds = 0; bytes[0] === ENCODED_HEADER; rounds++) {
      if (rounds > 4) return fail("limit", at, "its header is packed again and again");
      const packed = await unpackHeader(context, bytes, out);
      if (typeof packed === "string") return fail(packed, at, "its header cannot be unpacked");
      bytes = packed;
    }
    arrange(out, readHeader(bytes, limits.maxEntries), source.size);
  } catch (error) {
    if (error instanceof HeaderError) return fail("malformed", at, error.message);
    throw error;
  }
  return out;
}

async function unpackHeader(
  context: ScanContext,
  bytes: Buffer,
  out: Archive,
): Promise<Buffer | "malformed" | "encrypted" | "unsupported_method" | "limit"> {
  const reader = new ByteReader(bytes);
  reader.byte();
  const streams = readStreams(reader, context.limits.maxEntries);
  const [range] = packedRanges(streams, context.source.size);
  const folder = streams.folders[0];
  if (range === undefined || folder === undefined || streams.folders.length !== 1) return "malformed";
  const opened = await openFolder(context, new SliceSource(context.source, range.from, range.to - range.from), folder);
  if ("reason" in opened) return opened.reason;
  const { source, failure } = opened.unpacked;
  if (failure !== undefined) return failure === "corrupt" || failure === "unsupported" ? "malformed" : "limit";
  if (source.size === 0) return "malformed";
  if (source.size > MAX_HEADER_BYTES) return "limit";
  out.structure.push(range);
  return source.read(0, source.size);
}

/** Where each folder's packed bytes stand. Throws `HeaderError` for a place outside the file. */
function packedRanges({ packedAt, packed, folders }: Streams, fileBytes: number): ByteRange[] {
  let at = START_BYTES + packedAt;
  let next = 0;
  return folders.map((folder) => {
    const from = at;
    for (let i = 0; i < folder.inputs.length; i++) at += packed[next++] ?? Number.NaN;
    if (!(at <= fileBytes)) throw new HeaderError("packed data outside the file", 0);
    return { from, to: at };
  });
}

/** Gives every file with data its place in a folder, in order. */
function arrange(out: Archive, { streams, files }: SevenZipHeader, fileBytes: number): void {
  const ranges = packedRanges(streams, fileBytes);
  const rows = files.filter((file) => file.hasData);
  const names = new Map<string, number>();
  for (const { name } of files) names.set(name, (names.get(name) ?? 0) + 1);
  let next = 0;
  for (const [i, coding] of streams.folders.entries()) {
    const range = ranges[i] as ByteRange;
    let at = 0;
    const inside = coding.files.map((size): ArchiveFile => {
      const row = rows[next++];
      const name = row?.name ?? `unnamed-${next}`;
      const label = (names.get(name) ?? 0) > 1 ? `${name}@${next}` : name;
      const mode = (row?.attributes ?? 0) >>> 16;
      const file = { name, label, size, at, symlink: (mode & 0xf000) === 0xa000 };
      at += size;
      return file;
    });
    out.folders.push({ ...range, coding, files: inside });
    out.files.push(...inside);
  }
  for (const file of files) {
    if (!file.hasData) out.files.push({ name: file.name, label: file.name, size: 0, at: 0, symlink: false });
  }
}
