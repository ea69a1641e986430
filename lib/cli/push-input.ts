import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";

/** Sent in one request; a lost connection costs at most so much again. */
export const BLOCK_BYTES = 4 * 1024 * 1024;
const HEAD_BYTES = 64 * 1024;

/** The bytes of an inventory, from `skip` on; a gzip'd file is unfolded. */
export type PushInput = { name: string; records: boolean; bytes: (skip: number) => AsyncIterable<Buffer> };

/** Opens a file, or `-` for standard input. Throws invalid_input for what cannot be read. */
export async function openInput(file: string, stdin: NodeJS.ReadableStream): Promise<PushInput> {
  if (file === "-")
    return { name: "standard input", records: true, bytes: (skip) => from(stdin as AsyncIterable<Buffer>, skip) };
  const handle = await open(file).catch(() => null);
  if (!handle) throw new FaultlineError("invalid_input", `${showText(file, 200)} is not a file that can be read.`);
  try {
    if (!(await handle.stat()).isFile())
      throw new FaultlineError("invalid_input", `${showText(file, 200)} is not a file.`);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    const zipped = head[0] === 0x1f && head[1] === 0x8b;
    return {
      name: file,
      records: zipped || looksLikeRecords(file, head),
      bytes: zipped
        ? (skip) => from(createReadStream(file).pipe(createGunzip()) as AsyncIterable<Buffer>, skip)
        : (skip) => createReadStream(file, { start: skip, highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>,
    };
  } finally {
    await handle.close();
  }
}

/** A first line that is a record, or the name: anything else is a document, which has a reader of its own. */
function looksLikeRecords(file: string, head: Buffer): boolean {
  if (/\.(ndjson|jsonl)$/i.test(file)) return true;
  const [line = ""] = head
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trimStart()
    .split("\n", 1);
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === "object" && "key" in value && "kind" in value;
  } catch {
    return false;
  }
}

async function* from(stream: AsyncIterable<Buffer>, skip: number): AsyncGenerator<Buffer> {
  let left = skip;
  for await (const part of stream) {
    const rest = part.subarray(Math.min(left, part.length));
    left -= part.length - rest.length;
    if (rest.length > 0) yield rest;
  }
  if (left > 0)
    throw new FaultlineError("invalid_input", "The input is shorter than what was pushed under this key before.");
}

/** Blocks of `size` bytes, the last one shorter. */
export async function* blocks(bytes: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const part of bytes) {
    held.push(part);
    heldBytes += part.length;
    while (heldBytes >= size) {
      const all = Buffer.concat(held);
      yield all.subarray(0, size);
      held = [all.subarray(size)];
      heldBytes -= size;
    }
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

/** Names the content, so that pushing the same again is the same push: a digest of the bytes and of what is said of them. */
export async function contentKey(input: PushInput, about: unknown): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(about));
  for await (const part of input.bytes(0)) hash.update(part);
  return `sha256-${hash.digest("hex")}`;
}
