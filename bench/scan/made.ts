import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import {
  bytes,
  global,
  MARK,
  MEMOIZE,
  proto,
  REDUCE,
  STOP,
  TUPLE,
  text,
  u16,
  u32,
  u64,
} from "@/lib/scanners/pickle/fixtures/assemble";

/** Lists of small dictionaries: keys from the memo, numbers, short texts. Hundreds of thousands of opcodes a megabyte. */
export function dictionaries(sizeBytes: number): Buffer {
  const head = bytes(proto(4), "]", MEMOIZE, text("id"), MEMOIZE, text("score"), MEMOIZE, "00");
  const row = bytes("}", MARK, "h", 1, "M\x10\x27", "h", 2, "G", Buffer.alloc(8), "u");
  return bytes(head, batches(row, sizeBytes), STOP);
}

/** Numbers alone: two or three bytes an opcode. */
export function numbers(sizeBytes: number): Buffer {
  return bytes(proto(4), "]", batches(bytes("K\x07", "M\x10\x27", "J", u32(70_000)), sizeBytes), STOP);
}

/** Short texts, each put into the memo as a pickler does. */
export function texts(sizeBytes: number): Buffer {
  return bytes(proto(4), "]", batches(bytes(text("a token"), MEMOIZE), sizeBytes), STOP);
}

/** A thousand at a time between MARK and APPENDS, as Python's pickler writes them. */
function batches(unit: Buffer, sizeBytes: number): Buffer {
  const batch = bytes(MARK, Buffer.alloc(unit.length * 1_000, unit), "e");
  return Buffer.alloc(Math.max(1, Math.floor(sizeBytes / batch.length)) * batch.length, batch);
}

const STORAGE_FLOATS = 2 ** 28;
const STORAGE_BYTES = STORAGE_FLOATS * 4;

/**
 * A torch archive of `gigabytes` storages of one GiB each, written as a sparse file: only headers, the pickle and the directory
 * take room on disk. Offsets past 4 GiB stand in zip64 fields, as PyTorch writes them.
 */
export function writeSparseCheckpoint(path: string, gigabytes: number): void {
  const pickle = stateDict(gigabytes);
  const file = openSync(path, "w");
  const rows: Buffer[] = [];
  let at = 0;
  const member = (name: string, size: number, data?: Buffer) => {
    const header = localHeader(name, size);
    writeSync(file, header, 0, header.length, at);
    if (data !== undefined) writeSync(file, data, 0, data.length, at + header.length);
    rows.push(centralRow(name, size, at));
    at += header.length + size;
  };
  member("archive/data.pkl", pickle.length, pickle);
  for (let i = 0; i < gigabytes; i++) member(`archive/data/${i}`, STORAGE_BYTES);
  member("archive/version", 2, Buffer.from("3\n"));
  const directory = Buffer.concat(rows);
  const tail = Buffer.concat([directory, endRecords(rows.length, directory.length, at)]);
  ftruncateSync(file, at);
  writeSync(file, tail, 0, tail.length, at);
  closeSync(file);
}

function stateDict(storages: number): Buffer {
  const tensors = Array.from({ length: storages }, (_, i) => {
    const storage = bytes(
      MARK,
      text("storage"),
      global("torch", "FloatStorage"),
      text(String(i)),
      text("cpu"),
      "J",
      u32(STORAGE_FLOATS),
      TUPLE,
      "Q",
    );
    const shape = bytes("J", u32(STORAGE_FLOATS), 0x85);
    const hooks = bytes(global("collections", "OrderedDict"), ")", REDUCE);
    return bytes(
      text(`layer.${i}`),
      global("torch._utils", "_rebuild_tensor_v2"),
      MARK,
      storage,
      "K",
      0,
      shape,
      "K",
      1,
      0x85,
      0x89,
      hooks,
      TUPLE,
      REDUCE,
      "s",
    );
  });
  return bytes(proto(2), "}", ...tensors, STOP);
}

function localHeader(name: string, size: number): Buffer {
  const fields = bytes(u16(20), u16(0), u16(0), u32(0), u32(0), u32(size), u32(size), u16(name.length), u16(0));
  return bytes("PK\x03\x04", fields, name);
}

function centralRow(name: string, size: number, at: number): Buffer {
  const wide = at > 0xffffffff;
  const extra = wide ? bytes(u16(1), u16(8), u64(at)) : Buffer.alloc(0);
  const fields = bytes(
    u16(45),
    u16(45),
    u16(0),
    u16(0),
    u32(0),
    u32(0),
    u32(size),
    u32(size),
    u16(name.length),
    u16(extra.length),
  );
  return bytes("PK\x01\x02", fields, Buffer.alloc(10), u32(wide ? 0xffffffff : at), name, extra);
}

function endRecords(rows: number, size: number, at: number): Buffer {
  const wide = bytes("PK\x06\x06", u64(44), u16(45), u16(45), u32(0), u32(0), u64(rows), u64(rows), u64(size), u64(at));
  const locator = bytes("PK\x06\x07", u32(0), u64(at + size), u32(1));
  const full = Buffer.alloc(4, 0xff);
  return bytes(wide, locator, "PK\x05\x06", u16(0), u16(0), u16(rows), u16(rows), u32(size), full, u16(0));
}
