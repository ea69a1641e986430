import { claimLayout, externalFiles, type OutsideFile } from "./datasets";
import { Fields, H5Error, type H5File, NOWHERE } from "./file";
import { FractalHeap } from "./fractal-heap";
import { linksOf } from "./groups";
import { treeRecords } from "./heaps";
import { type Message, readHeader } from "./object-header";
import { type Attribute, readAttribute, readDatatype } from "./values";

const MAX_OBJECTS = 200_000;
const MAX_PATH_CHARS = 1_000;
const DATATYPE = 0x03;
const EXTERNAL_FILES = 0x07;
const LAYOUT = 0x08;
const ATTRIBUTE = 0x0c;
const ATTRIBUTE_INFO = 0x15;

export type Visitor = {
  attribute: (path: string, attribute: Attribute) => Promise<void>;
  outside: (path: string, item: OutsideFile) => void;
  externalLink: (path: string, file: string, at: number) => void;
  problem: (path: string, error: H5Error) => void;
  /** Something that is not read here, so that the file is not known in full. */
  unread: () => void;
};

/** Walks every object that can be reached from an address. What is damaged is told and left out; the rest goes on. */
export async function walkObjects(file: H5File, root: number, visitor: Visitor, deadlineMs: number): Promise<void> {
  const seen = new Set<number>([root]);
  const open: { address: number; path: string }[] = [{ address: root, path: "/" }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { address, path } = next;
    if (seen.size > MAX_OBJECTS || performance.now() > deadlineMs) {
      visitor.problem(path, new H5Error(0, `more than ${MAX_OBJECTS} objects, or more than the time for one file`));
      return;
    }
    const messages = await guarded(path, visitor, () => readHeader(file, address));
    if (messages === undefined) continue;
    await objectMessages(file, path, messages, visitor);
    for (const link of (await guarded(path, visitor, () => linksOf(file, messages))) ?? []) {
      const inner = `${path === "/" ? "" : path}/${link.name}`.slice(0, MAX_PATH_CHARS);
      if (link.outside !== undefined) visitor.externalLink(inner, link.outside, link.at);
      if (link.address === NOWHERE || seen.has(link.address)) continue;
      seen.add(link.address);
      open.push({ address: link.address, path: inner });
    }
  }
}

async function guarded<T>(path: string, visitor: Visitor, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof H5Error)) throw error;
    visitor.problem(path, error);
    return undefined;
  }
}

async function objectMessages(
  file: H5File,
  path: string,
  messages: readonly Message[],
  visitor: Visitor,
): Promise<void> {
  const type = messages.find((message) => message.type === DATATYPE && !message.shared);
  const itemBytes =
    type === undefined ? 1 : ((await guarded(path, visitor, async () => readDatatype(type.body).size)) ?? 1);
  for (const { type: kind, shared, body } of messages) {
    if (kind !== ATTRIBUTE && kind !== ATTRIBUTE_INFO && kind !== EXTERNAL_FILES && kind !== LAYOUT) continue;
    if (shared) {
      visitor.unread();
      continue;
    }
    await guarded(path, visitor, async () => {
      if (kind === ATTRIBUTE) await visitor.attribute(path, await readAttribute(file, body));
      else if (kind === ATTRIBUTE_INFO) await denseAttributes(file, path, body, visitor);
      else if (kind === EXTERNAL_FILES) for (const item of await externalFiles(file, body)) visitor.outside(path, item);
      else for (const item of await claimLayout(file, body, itemBytes)) visitor.outside(path, item);
    });
  }
}

async function denseAttributes(file: H5File, path: string, body: Fields, visitor: Visitor): Promise<void> {
  body.skip(1);
  if ((body.uint(1) & 1) !== 0) body.skip(2);
  const heapAt = body.uint(file.offsetBytes);
  const tree = body.uint(file.offsetBytes);
  if (heapAt === NOWHERE || tree === NOWHERE) return;
  const heap = await FractalHeap.open(file, heapAt);
  for (const record of await treeRecords(file, tree)) {
    const id = new Fields(record.take(8), record.place);
    // The flags of the message: a shared one stands in another heap.
    if ((record.uint(1) & 2) !== 0) {
      visitor.unread();
      continue;
    }
    const message = await heap.object(id);
    if (message === null) visitor.unread();
    else await guarded(path, visitor, async () => visitor.attribute(path, await readAttribute(file, message)));
  }
}
