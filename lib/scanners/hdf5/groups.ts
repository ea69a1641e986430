import { Fields, H5Error, type H5File, NOWHERE } from "./file";
import { FractalHeap } from "./fractal-heap";
import { localHeap, textAt, treeRecords } from "./heaps";
import type { Message } from "./object-header";

const MAX_NODES = 50_000;
const MAX_LINKS = 500_000;

/** A child of a group: an object of this file, a path inside it, or a path in another file. */
export type Link = { name: string; at: number; address: number; outside?: string };

const LINK_INFO = 0x02;
const LINK = 0x06;
const SYMBOL_TABLE = 0x11;

/** What a group's messages link to, old style and new. Throws `H5Error`. */
export async function linksOf(file: H5File, messages: readonly Message[]): Promise<Link[]> {
  const links: Link[] = [];
  for (const { type, shared, body } of messages) {
    if (shared) continue;
    if (type === LINK) links.push(readLink(file, body));
    else if (type === SYMBOL_TABLE) await symbolTable(file, body, links);
    else if (type === LINK_INFO) await dense(file, body, links);
    if (links.length > MAX_LINKS) throw new H5Error(body.place, `more than ${MAX_LINKS} links in one group`);
  }
  return links;
}

function readLink(file: H5File, body: Fields): Link {
  const at = body.place;
  if (body.uint(1) !== 1) throw new H5Error(at, `a link of unknown version at ${at}`);
  const flags = body.uint(1);
  const type = (flags & 8) !== 0 ? body.uint(1) : 0;
  if ((flags & 4) !== 0) body.skip(8);
  if ((flags & 16) !== 0) body.skip(1);
  const name = body.take(body.uint(1 << (flags & 3))).toString("utf8");
  if (type === 0) return { name, at, address: body.uint(file.offsetBytes) };
  const target = body.take(body.uint(2));
  if (type !== 64) return { name, at, address: NOWHERE };
  // External: a byte of flags, the file's name, the path in it.
  return { name, at, address: NOWHERE, outside: target.toString("utf8", 1).split("\0")[0] ?? "" };
}

/** The indexes of a group with many links: a heap of link messages and a tree of their ids. */
async function dense(file: H5File, body: Fields, links: Link[]): Promise<void> {
  body.skip(1);
  if ((body.uint(1) & 1) !== 0) body.skip(8);
  const heapAt = body.uint(file.offsetBytes);
  const tree = body.uint(file.offsetBytes);
  if (heapAt === NOWHERE || tree === NOWHERE) return;
  const heap = await FractalHeap.open(file, heapAt);
  for (const record of await treeRecords(file, tree)) {
    record.skip(4);
    const message = await heap.object(new Fields(record.take(record.left), record.place));
    if (message !== null) links.push(readLink(file, message));
  }
}

async function symbolTable(file: H5File, body: Fields, links: Link[]): Promise<void> {
  const tree = body.uint(file.offsetBytes);
  const heap = await localHeap(file, body.uint(file.offsetBytes));
  const seen = new Set<number>();
  const open = [tree];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at) || seen.size > MAX_NODES)
      throw new H5Error(file.base + at, "a group's tree goes round in a circle or is too large");
    seen.add(at);
    const node = await groupNode(file, at);
    if (node.level === 0) for (const leaf of node.children) await symbolNode(file, leaf, heap, links);
    else open.push(...node.children);
  }
}

async function groupNode(file: H5File, address: number): Promise<{ level: number; children: number[] }> {
  const { offsetBytes: o, lengthBytes: l } = file;
  const head = await file.read(address, 8 + 2 * o);
  head.expect("TREE");
  if (head.uint(1) !== 0) throw new H5Error(head.place, `no group's tree at ${head.place}`);
  const level = head.uint(1);
  const used = head.uint(2);
  const body = await file.read(address + 8 + 2 * o, used * (o + l) + l);
  const children: number[] = [];
  for (let i = 0; i < used; i++) {
    body.uint(l);
    children.push(body.uint(o));
  }
  file.claimRest(address, 8 + 2 * o + 2 * file.internalK * (o + l) + l);
  return { level, children };
}

async function symbolNode(file: H5File, address: number, heap: Fields, links: Link[]): Promise<void> {
  const entryBytes = 2 * file.offsetBytes + 24;
  const head = await file.read(address, 8);
  head.expect("SNOD");
  head.skip(2);
  const count = head.uint(2);
  const body = await file.read(address + 8, count * entryBytes);
  for (let i = 0; i < count; i++) {
    const at = body.place + body.at;
    const name = textAt(heap, body.uint(file.offsetBytes));
    const object = body.uint(file.offsetBytes);
    const soft = body.uint(4) === 2;
    body.skip(20);
    links.push({ name, at, address: soft ? NOWHERE : object });
  }
  file.claimRest(address, 8 + 2 * file.leafK * entryBytes);
}
