import { decodeText } from "./text";

export const BLOCK_BYTES = 512;

export type Header = {
  name: string;
  size: number;
  type: string;
  linkName: string;
};

/** One header block; null when its checksum is wrong or a number cannot be read. */
export function readHeader(block: Buffer): Header | null {
  if (block.length < BLOCK_BYTES || !checksumHolds(block)) return null;
  const size = readNumber(block.subarray(124, 136));
  if (size === null) return null;
  const name = field(block, 0, 100);
  const ustar = block.toString("latin1", 257, 263) === "ustar\0";
  const prefix = ustar ? field(block, 345, 155) : "";
  const type = String.fromCharCode(block[156] as number);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    size,
    // A name that ends in a slash is a folder in archives older than the type field.
    type: type === "\0" && name.endsWith("/") ? "5" : type === "\0" ? "0" : type,
    linkName: field(block, 157, 100),
  };
}

function field(block: Buffer, at: number, length: number): string {
  const bytes = block.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return decodeText(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The sum of all bytes with the sum's own field as spaces; old writers added them as signed bytes. */
function checksumHolds(block: Buffer): boolean {
  const stated = readNumber(block.subarray(148, 156));
  if (stated === null) return false;
  let unsigned = 8 * 32;
  let signed = 8 * 32;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    if (i >= 148 && i < 156) continue;
    const byte = block[i] as number;
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  return stated === unsigned || stated === signed;
}

/** Octal digits among spaces and NULs, or with the first bit set a big-endian number; null when it is neither or too large. */
function readNumber(bytes: Buffer): number | null {
  const first = bytes[0] as number;
  if (first === 0x80 || first === 0xff) {
    let value = 0;
    for (const byte of bytes.subarray(1)) value = value * 256 + byte;
    return first === 0x80 && Number.isSafeInteger(value) ? value : null;
  }
  const text = bytes
    .toString("latin1")
    .replace(/\0[\s\S]*$/, "")
    .trim();
  if (text === "") return 0;
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : null;
}
