import { ByteReader, HeaderError } from "./byte-reader";

const [END, HEADER, ARCHIVE_PROPERTIES, EXTRA_STREAMS, MAIN_STREAMS, FILES] = [0, 1, 2, 3, 4, 5];
const [PACK_INFO, UNPACK_INFO, SUBSTREAMS_INFO, SIZES, CRCS, FOLDERS, UNPACK_SIZES, COUNTS] = [
  6, 7, 8, 9, 10, 11, 12, 13,
];
const [EMPTY_STREAMS, NAMES, ATTRIBUTES] = [14, 17, 21];
/** Marks a header that is packed itself. */
export const ENCODED_HEADER = 0x17;

export type Coder = { id: string; properties: Buffer; ins: number; outs: number };

/** Packed streams, the coders that unpack them one after another, and how the result is cut into files. */
export type Folder = {
  coders: Coder[];
  bindings: { to: number; from: number }[];
  /** Coder inputs that packed streams go into. */
  inputs: number[];
  /** Unpacked bytes of every coder. */
  sizes: number[];
  /** Sizes of the files in it, end to end. */
  files: number[];
};

export type Streams = { packedAt: number; packed: number[]; folders: Folder[] };

type FileRow = { name: string; hasData: boolean; attributes: number };

export type SevenZipHeader = { streams: Streams; files: FileRow[] };

const NO_STREAMS: Streams = { packedAt: 0, packed: [], folders: [] };

/** Reads a plain header. Throws `HeaderError`. Everything in it is an attacker's word: counts are held against what is there. */
export function readHeader(bytes: Buffer, maxEntries: number): SevenZipHeader {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== HEADER) throw new HeaderError("no header", 0);
  const header: SevenZipHeader = { streams: NO_STREAMS, files: [] };
  for (let id = reader.byte(); id !== END; id = reader.byte()) {
    if (id === ARCHIVE_PROPERTIES) skipProperties(reader);
    else if (id === EXTRA_STREAMS) readStreams(reader, maxEntries);
    else if (id === MAIN_STREAMS) header.streams = readStreams(reader, maxEntries);
    else if (id === FILES) header.files = readFiles(reader, maxEntries);
    else throw new HeaderError(`part ${id} is unknown`, reader.at);
  }
  return header;
}

function skipProperties(reader: ByteReader): void {
  while (reader.byte() !== END) reader.take(reader.number());
}

/** Where packed streams stand and how they are unpacked; ends behind its own end mark. */
export function readStreams(reader: ByteReader, maxEntries: number): Streams {
  const out: Streams = { packedAt: 0, packed: [], folders: [] };
  for (let id = reader.byte(); id !== END; id = reader.byte()) {
    if (id === PACK_INFO) readPackInfo(reader, out);
    else if (id === UNPACK_INFO) readFolders(reader, out);
    else if (id === SUBSTREAMS_INFO) readSubstreams(reader, out, maxEntries);
    else throw new HeaderError(`part ${id} is unknown`, reader.at);
  }
  for (const folder of out.folders) if (folder.files.length === 0) folder.files = [mainSize(folder)];
  return out;
}

function readPackInfo(reader: ByteReader, out: Streams): void {
  out.packedAt = reader.number();
  const count = reader.number(reader.left);
  for (let id = reader.byte(); id !== END; id = reader.byte()) {
    if (id === SIZES) out.packed = Array.from({ length: count }, () => reader.number());
    else if (id === CRCS) skipChecksums(reader, count);
    else throw new HeaderError(`part ${id} is unknown`, reader.at);
  }
}

function skipChecksums(reader: ByteReader, count: number): void {
  reader.take(4 * reader.optionalBits(count).filter(Boolean).length);
}

function readFolders(reader: ByteReader, out: Streams): void {
  let known = 0;
  for (let id = reader.byte(); id !== END; id = reader.byte()) {
    if (id === FOLDERS) {
      const count = reader.number(reader.left);
      if (reader.byte() !== 0) throw new HeaderError("folders that stand elsewhere", reader.at);
      out.folders = Array.from({ length: count }, () => readFolder(reader));
    } else if (id === UNPACK_SIZES) {
      for (const folder of out.folders) {
        folder.sizes = folder.coders.flatMap((coder) => Array.from({ length: coder.outs }, () => reader.number()));
      }
      known = out.folders.length;
    } else if (id === CRCS) skipChecksums(reader, out.folders.length);
    else throw new HeaderError(`part ${id} is unknown`, reader.at);
  }
  if (known !== out.folders.length) throw new HeaderError("folders without sizes", reader.at);
}

function readFolder(reader: ByteReader): Folder {
  const count = reader.number(32);
  const coders: Coder[] = [];
  for (let i = 0; i < count; i++) {
    const flags = reader.byte();
    const id = reader.take(flags & 15).toString("hex");
    const ins = (flags & 0x10) !== 0 ? reader.number(32) : 1;
    const outs = (flags & 0x10) !== 0 ? reader.number(32) : 1;
    const properties = (flags & 0x20) !== 0 ? Buffer.from(reader.take(reader.number(reader.left))) : Buffer.alloc(0);
    coders.push({ id, properties, ins, outs });
  }
  const ins = coders.reduce((sum, coder) => sum + coder.ins, 0);
  const outs = coders.reduce((sum, coder) => sum + coder.outs, 0);
  if (count === 0 || outs === 0 || ins < outs - 1) throw new HeaderError("a folder that leads nowhere", reader.at);
  const bindings = Array.from({ length: outs - 1 }, () => ({ to: reader.number(ins), from: reader.number(outs) }));
  const free = ins - bindings.length;
  const unbound = Array.from({ length: ins }, (_, i) => i).filter((i) => !bindings.some(({ to }) => to === i));
  const inputs = free === 1 ? unbound : Array.from({ length: free }, () => reader.number(ins));
  return { coders, bindings, inputs, sizes: [], files: [] };
}

/** Bytes that a folder gives in the end: those of the one output that goes into no other coder. */
function mainSize(folder: Folder): number {
  const main = folder.sizes.findIndex((_, out) => !folder.bindings.some(({ from }) => from === out));
  return folder.sizes[main] ?? 0;
}

function readSubstreams(reader: ByteReader, out: Streams, maxEntries: number): void {
  let counts = out.folders.map(() => 1);
  let id = reader.byte();
  if (id === COUNTS) {
    counts = out.folders.map(() => reader.number(maxEntries));
    id = reader.byte();
  }
  if (counts.reduce((sum, count) => sum + count, 0) > maxEntries) throw new HeaderError("too many files", reader.at);
  const sized = id === SIZES;
  for (const [i, folder] of out.folders.entries()) {
    const count = counts[i] ?? 0;
    let rest = mainSize(folder);
    for (let n = 0; n < count; n++) {
      const last = n === count - 1;
      if (!last && !sized) throw new HeaderError("files without sizes", reader.at);
      const size = last ? rest : reader.number(rest);
      folder.files.push(size);
      rest -= size;
    }
  }
  if (sized) id = reader.byte();
  if (id === CRCS) {
    // A folder of one file may have its checksum already; how many follow here is only known by what is left to say.
    skipToEnd(reader, out);
    id = reader.byte();
  }
  if (id !== END) throw new HeaderError(`part ${id} is unknown`, reader.at);
}

/** Checksums of files whose folder has none: their count depends on that, so both readings are tried. */
function skipToEnd(reader: ByteReader, out: Streams): void {
  const all = out.folders.reduce((sum, folder) => sum + folder.files.length, 0);
  const several = out.folders.reduce((sum, folder) => sum + (folder.files.length === 1 ? 0 : folder.files.length), 0);
  const from = reader.at;
  for (const count of new Set([all, several])) {
    reader.at = from;
    if (reader.left < 1 + 4) break;
    try {
      skipChecksums(reader, count);
    } catch {
      continue;
    }
    const at = reader.at;
    const next = reader.left >= 2 ? reader.take(2) : Buffer.alloc(2);
    reader.at = at;
    if (next[0] === END && (next[1] === END || next[1] === FILES)) return;
  }
  throw new HeaderError("checksums that do not fit the files", from);
}

function readFiles(reader: ByteReader, maxEntries: number): FileRow[] {
  const count = reader.number(maxEntries);
  const files = Array.from({ length: count }, (): FileRow => ({ name: "", hasData: true, attributes: 0 }));
  for (let id = reader.number(255); id !== END; id = reader.number(255)) {
    const part = new ByteReader(reader.take(reader.number(reader.left)));
    if (id === EMPTY_STREAMS) {
      for (const [i, empty] of part.bits(count).entries()) if (empty) (files[i] as FileRow).hasData = false;
    } else if (id === NAMES) readNames(part, files);
    else if (id === ATTRIBUTES) readAttributes(part, files);
  }
  return files;
}

function readNames(part: ByteReader, files: FileRow[]): void {
  if (part.byte() !== 0) throw new HeaderError("names that stand elsewhere", part.at);
  const text = part.take(part.left - (part.left % 2)).toString("utf16le");
  const names = text.split("\0");
  for (const [i, file] of files.entries()) file.name = names[i] ?? "";
}

function readAttributes(part: ByteReader, files: FileRow[]): void {
  const known = part.optionalBits(files.length);
  if (part.byte() !== 0) throw new HeaderError("attributes that stand elsewhere", part.at);
  for (const [i, file] of files.entries()) if (known[i] === true) file.attributes = part.take(4).readUInt32LE(0);
}
