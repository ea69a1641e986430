import { type Fields, H5Error, type H5File, NOWHERE } from "./file";
import { globalObject, localHeap, textAt } from "./heaps";

const MAX_NODES = 200_000;

/** Files that a dataset's bytes come from, with the place of the name. */
export type OutsideFile = { file: string; at: number; how: "external storage" | "a virtual dataset" };

/** External file list: a heap of names and the ranges in those files. */
export async function externalFiles(file: H5File, body: Fields): Promise<OutsideFile[]> {
  const { lengthBytes: l, offsetBytes: o } = file;
  body.skip(6);
  const used = body.uint(2);
  const heap = await localHeap(file, body.uint(o));
  const out: OutsideFile[] = [];
  for (let i = 0; i < used; i++) {
    const at = body.place + body.at;
    out.push({ file: textAt(heap, body.uint(l)), at, how: "external storage" });
    body.uint(l);
    body.uint(l);
  }
  return out;
}

/**
 * Claims a dataset's raw data by its layout message. Gives the files that a virtual dataset is put together from. What an
 * index of a kind not read here holds stays unclaimed.
 */
export async function claimLayout(file: H5File, body: Fields, itemBytes: number): Promise<OutsideFile[]> {
  const version = body.uint(1);
  if (version === 1 || version === 2) {
    await oldLayout(file, body, itemBytes);
    return [];
  }
  const kind = body.uint(1);
  if (kind === 1) {
    const address = body.uint(file.offsetBytes);
    file.claimData(address, body.uint(file.lengthBytes));
  } else if (kind === 2 && version === 3) {
    const dimensions = body.uint(1);
    await chunkTree(file, body.uint(file.offsetBytes), dimensions);
  } else if (kind === 2) await newChunks(file, body);
  else if (kind === 3) return virtualFiles(file, body);
  return [];
}

async function oldLayout(file: H5File, body: Fields, itemBytes: number): Promise<void> {
  const dimensions = body.uint(1);
  const kind = body.uint(1);
  body.skip(5);
  if (kind === 0) return;
  const address = body.uint(file.offsetBytes);
  if (kind === 2) await chunkTree(file, address, dimensions);
  else {
    let bytes = itemBytes;
    for (let i = 0; i < dimensions; i++) bytes *= body.uint(4);
    file.claimData(address, bytes);
  }
}

/** Chunks in a version-1 B-tree: each key holds its chunk's size. */
async function chunkTree(file: H5File, root: number, dimensions: number): Promise<void> {
  if (root === NOWHERE) return;
  const { offsetBytes: o } = file;
  const keyBytes = 8 + 8 * dimensions;
  const seen = new Set<number>();
  const open = [root];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at) || seen.size > MAX_NODES)
      throw new H5Error(file.base + at, "a tree of chunks goes round in a circle or is too large");
    seen.add(at);
    const head = await file.read(at, 8 + 2 * o);
    head.expect("TREE");
    if (head.uint(1) !== 1) throw new H5Error(head.place, `no tree of chunks at ${head.place}`);
    const level = head.uint(1);
    const used = head.uint(2);
    const body = await file.read(at + 8 + 2 * o, used * (keyBytes + o));
    for (let i = 0; i < used; i++) {
      const size = body.uint(4);
      body.skip(keyBytes - 4);
      const child = body.uint(o);
      if (level > 0) open.push(child);
      else file.claimData(child, size);
    }
    file.claimRest(at, 8 + 2 * o + 2 * file.chunkK * (keyBytes + o) + keyBytes);
  }
}

/** Layout version 4: one chunk, or a fixed array of them. */
async function newChunks(file: H5File, body: Fields): Promise<void> {
  const flags = body.uint(1);
  const dimensions = body.uint(1);
  const width = body.uint(1);
  let bytes = 1;
  for (let i = 0; i < dimensions; i++) bytes *= body.uint(width);
  const index = body.uint(1);
  if (index === 1) {
    if ((flags & 2) !== 0) {
      bytes = body.uint(file.lengthBytes);
      body.skip(4);
    }
    file.claimData(body.uint(file.offsetBytes), bytes);
  } else if (index === 3) {
    body.skip(1);
    await fixedArray(file, body.uint(file.offsetBytes), bytes);
  }
}

async function fixedArray(file: H5File, address: number, chunkBytes: number): Promise<void> {
  if (address === NOWHERE) return;
  const { offsetBytes: o, lengthBytes: l } = file;
  const head = await file.read(address, 8 + l + o + 4);
  head.expect("FAHD");
  head.skip(2);
  const entryBytes = head.uint(1);
  const pageBits = head.uint(1);
  const count = head.uint(l);
  const block = head.uint(o);
  if (block === NOWHERE || count > 2 ** pageBits || entryBytes < o) return;
  const body = await file.read(block, 6 + o + count * entryBytes + 4);
  body.expect("FADB");
  body.skip(2 + o);
  for (let i = 0; i < count; i++) {
    const chunk = body.uint(o);
    const size = entryBytes > o + 4 ? body.uint(entryBytes - o - 4) : chunkBytes;
    if (entryBytes > o) body.skip(4);
    if (chunk !== NOWHERE) file.claimData(chunk, size);
  }
}

/** A virtual dataset names the files its parts come from; `.` is this file. */
async function virtualFiles(file: H5File, body: Fields): Promise<OutsideFile[]> {
  const address = body.uint(file.offsetBytes);
  const index = body.uint(4);
  const object = address === NOWHERE ? null : await globalObject(file, address, index);
  if (object === null) return [];
  const at = object.place;
  const names = object.bytes.toString("latin1", 1 + file.lengthBytes).match(/[\x20-\x7e]{1,1000}(?=\0)/g) ?? [];
  const [first] = names;
  return first === undefined || first === "." ? [] : [{ file: first, at, how: "a virtual dataset" }];
}
