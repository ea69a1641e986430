import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import { Fields, H5Error, H5File } from "./file";

const SIGNATURE = Buffer.from("894844460d0a1a0a", "hex");
const MAX_USER_BLOCK = 1 << 30;

export type Opened = { file: H5File; root: number; extension: number; userBlock: number };

/** Where the superblock stands: at 0, or behind a user block of 512 bytes, doubled any number of times. -1 without one. */
export async function findSuperblock(source: RangeSource, head: Buffer): Promise<number> {
  for (let at = 0; at < source.size && at <= MAX_USER_BLOCK; at = at === 0 ? 512 : at * 2) {
    const bytes = at + 8 <= head.length ? head.subarray(at, at + 8) : await readUpTo(source, at, 8);
    if (bytes.equals(SIGNATURE)) return at;
  }
  return -1;
}

/** Reads the superblock, versions 0 to 3. Throws `H5Error`. */
export async function openFile(source: RangeSource, at: number): Promise<Opened> {
  const bytes = await readUpTo(source, at, 160);
  const f = new Fields(bytes, at);
  f.skip(8);
  const version = f.uint(1);
  if (version > 3) throw new H5Error(at, `its version ${version} is unknown`);
  const old = version < 2;
  if (old) f.skip(4);
  const offsetBytes = f.uint(1);
  const lengthBytes = f.uint(1);
  f.skip(1);
  for (const width of [offsetBytes, lengthBytes])
    if (![2, 4, 8].includes(width)) throw new H5Error(at, `its numbers are ${width} bytes wide`);
  const leafK = old ? f.uint(2) : 4;
  const internalK = old ? f.uint(2) : 16;
  if (old) f.skip(4);
  const chunkK = version === 1 ? f.uint(2) : 32;
  if (version === 1) f.skip(2);
  const base = f.uint(offsetBytes);
  const second = f.uint(offsetBytes);
  f.uint(offsetBytes);
  let root: number;
  if (old) {
    f.uint(offsetBytes);
    f.uint(offsetBytes);
    root = f.uint(offsetBytes);
    f.skip(24);
  } else {
    root = f.uint(offsetBytes);
    f.skip(4);
  }
  // A file moved behind a user block may still say that it begins at 0.
  const begin = base === at || base < 0 || !Number.isFinite(base) ? at : base === 0 ? at : base;
  const file = new H5File(source, begin, offsetBytes, lengthBytes, leafK, internalK, chunkK);
  file.parsed.push({ from: at, to: at + f.at });
  return { file, root, extension: old ? -1 : second, userBlock: at };
}
