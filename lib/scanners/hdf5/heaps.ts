import { Fields, H5Error, type H5File, NOWHERE } from "./file";

const MAX_RECORDS = 200_000;
const MAX_NODES = 50_000;

/** Data segment of a local heap: names of links and of external files. */
export async function localHeap(file: H5File, address: number): Promise<Fields> {
  const head = await file.read(address, 8 + 2 * file.lengthBytes + file.offsetBytes);
  head.expect("HEAP");
  head.skip(4);
  const size = head.uint(file.lengthBytes);
  head.uint(file.lengthBytes);
  return file.read(head.uint(file.offsetBytes), size);
}

/** A text that ends with a zero byte, at an offset of a heap. */
export function textAt(heap: Fields, offset: number): string {
  if (!(offset >= 0 && offset < heap.bytes.length))
    throw new H5Error(heap.place, `no name at offset ${offset} of a heap`);
  const end = heap.bytes.indexOf(0, offset);
  return heap.bytes.toString("utf8", offset, end < 0 ? heap.bytes.length : end);
}

/** One object of a global heap collection; null when it has none of that number. */
export async function globalObject(file: H5File, address: number, index: number): Promise<Fields | null> {
  const head = await file.read(address, 8 + file.lengthBytes);
  head.expect("GCOL");
  head.skip(4);
  const size = head.uint(file.lengthBytes);
  const heap = await file.read(address, size);
  heap.skip(8 + file.lengthBytes);
  while (heap.left >= 8 + file.lengthBytes) {
    const number = heap.uint(2);
    heap.skip(6);
    const length = heap.uint(file.lengthBytes);
    if (number === 0) return null;
    const place = heap.place + heap.at;
    const bytes = heap.take(length);
    if (number === index) return new Fields(bytes, place);
    heap.skip(Math.min(heap.left, (8 - (length % 8)) % 8));
  }
  return null;
}

/** Records of a version-2 B-tree, each as its bytes. */
export async function treeRecords(file: H5File, address: number): Promise<Fields[]> {
  const { offsetBytes: o, lengthBytes: l } = file;
  const head = await file.read(address, 16 + o + 2 + l + 4);
  head.expect("BTHD");
  head.skip(2);
  const nodeBytes = head.uint(4);
  const recordBytes = head.uint(2);
  const depth = head.uint(2);
  head.skip(2);
  const root = head.uint(o);
  const count = head.uint(2);
  const out: Fields[] = [];
  if (root === NOWHERE || recordBytes <= 0 || nodeBytes < recordBytes) return out;
  const perLeaf = Math.floor((nodeBytes - 10) / recordBytes);
  const width = (n: number) => Math.max(1, Math.ceil(Math.log2(n + 1) / 8));
  // How many records a node of each depth can hold, and below it: this decides the width of the counters beside its children.
  const capacity = [perLeaf];
  const below = [perLeaf];
  for (let d = 1; d <= depth && d < 64; d++) {
    const pointer = o + width(capacity[d - 1] ?? 0) + (d > 1 ? width(below[d - 1] ?? 0) : 0);
    const here = Math.max(0, Math.floor((nodeBytes - 10 - pointer) / (recordBytes + pointer)));
    capacity.push(here);
    below.push((here + 1) * (below[d - 1] ?? 0) + here);
  }
  let nodes = 0;
  const seen = new Set<number>();
  const walk = async (at: number, n: number, d: number): Promise<void> => {
    if (seen.has(at) || ++nodes > MAX_NODES || out.length > MAX_RECORDS)
      throw new H5Error(file.base + at, "a tree goes round in a circle or is too large");
    seen.add(at);
    const node = await file.read(at, nodeBytes);
    node.expect(d === 0 ? "BTLF" : "BTIN");
    node.skip(2);
    for (let i = 0; i < n; i++) {
      const place = node.place + node.at;
      out.push(new Fields(node.take(recordBytes), place));
    }
    for (let i = 0; d > 0 && i <= n; i++) {
      const child = node.uint(o);
      const inner = node.uint(width(capacity[d - 1] ?? 0));
      if (d > 1) node.uint(width(below[d - 1] ?? 0));
      await walk(child, inner, d - 1);
    }
  };
  await walk(root, count, depth);
  return out;
}
