import { Fields, H5Error, type H5File } from "./file";

const MAX_MESSAGES = 100_000;
const CONTINUATION = 0x10;

/** One message of an object header; `shared` means that its body stands elsewhere. */
export type Message = { type: number; shared: boolean; body: Fields };

/** Messages of the object header at an address, versions 1 and 2, continuations followed. Throws `H5Error`. */
export async function readHeader(file: H5File, address: number): Promise<Message[]> {
  const probe = await file.read(address, 4, false);
  return probe.bytes.toString("latin1") === "OHDR" ? readSecond(file, address) : readFirst(file, address);
}

type Block = { address: number; length: number };

async function readFirst(file: H5File, address: number): Promise<Message[]> {
  const head = await file.read(address, 16);
  if (head.uint(1) !== 1) throw new H5Error(head.place, `no object header at ${head.place}`);
  head.skip(7);
  const length = head.uint(4);
  const messages: Message[] = [];
  await walkBlocks(file, messages, { address: address + 16, length }, (block, add) => {
    while (block.left >= 8) {
      const type = block.uint(2);
      const size = block.uint(2);
      const shared = (block.uint(1) & 2) !== 0;
      block.skip(3);
      // The last message of a block may be cut by its end.
      add(type, shared, Math.min(size === -1 ? 0xffff : size, block.left));
    }
  });
  return messages;
}

async function readSecond(file: H5File, address: number): Promise<Message[]> {
  const start = await file.read(address, 6);
  start.skip(4);
  if (start.uint(1) !== 2) throw new H5Error(start.place, `an object header of unknown version at ${start.place}`);
  const flags = start.uint(1);
  const extra = ((flags & 0x20) !== 0 ? 16 : 0) + ((flags & 0x10) !== 0 ? 4 : 0);
  const width = 1 << (flags & 3);
  const sizes = await file.read(address + 6, extra + width);
  sizes.skip(extra);
  const length = sizes.uint(width);
  const messages: Message[] = [];
  const first = address + 6 + extra + width;
  const ordered = (flags & 4) !== 0;
  await walkBlocks(file, messages, { address: first, length: length + 4 }, (block, add, index) => {
    if (index > 0) block.expect("OCHK");
    while (block.left >= 8 + (ordered ? 2 : 0)) {
      const type = block.uint(1);
      const size = block.uint(2);
      const shared = (block.uint(1) & 2) !== 0;
      if (ordered) block.skip(2);
      if (size === -1 || size > block.left - 4) break;
      add(type, shared, size);
    }
  });
  return messages;
}

type Add = (type: number, shared: boolean, size: number) => void;

async function walkBlocks(
  file: H5File,
  messages: Message[],
  first: Block,
  read: (block: Fields, add: Add, index: number) => void,
): Promise<void> {
  const blocks = [first];
  const seen = new Set<number>();
  for (let index = 0; index < blocks.length; index++) {
    const { address, length } = blocks[index] as Block;
    if (seen.has(address)) throw new H5Error(file.base + address, "an object header goes round in a circle");
    seen.add(address);
    const block = await file.read(address, length);
    const add: Add = (type, shared, size) => {
      const body = block.take(size);
      if (messages.length >= MAX_MESSAGES)
        throw new H5Error(block.place, `more than ${MAX_MESSAGES} messages in one header`);
      const fields = new Fields(body, block.place + block.at - size);
      if (type === CONTINUATION && !shared) {
        const next = fields.uint(file.offsetBytes);
        blocks.push({ address: next, length: fields.uint(file.lengthBytes) });
      } else messages.push({ type, shared, body: fields });
    };
    read(block, add, index);
  }
}
