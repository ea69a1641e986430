import { bunzip2 } from "@/lib/bytes/codecs/bzip2";
import { type Codec, UnpackError } from "@/lib/bytes/codecs/codec";
import { unlz4 } from "@/lib/bytes/codecs/lz4";
import { unlzmaAlone } from "@/lib/bytes/codecs/lzma";
import { gunzip, inflateZlib, unzstd } from "@/lib/bytes/codecs/node-streams";
import { unxz } from "@/lib/bytes/codecs/xz";
import type { RangeSource } from "@/lib/bytes/range-source";
import type { ScanContext } from "../scan-context";

export type Stream = {
  format: string;
  codec: Codec;
  /** Bytes before the packed data that belong to the format. */
  headBytes: number;
};

/** joblib before 0.10: two letters, the length in hex padded to nineteen characters, a zlib stream. */
const ZFILE = /^ZF0x[0-9a-f]{1,17}L? *$/;
const ZFILE_HEAD = 21;

const SURE: readonly { format: string; hex: RegExp; codec: Codec }[] = [
  { format: "gzip", hex: /^1f8b08/, codec: gunzip },
  { format: "bzip2", hex: /^425a683[1-9](314159265359|177245385090)/, codec: bunzip2 },
  { format: "xz", hex: /^fd377a585a00/, codec: unxz },
  { format: "zstd", hex: /^(28b52ffd|5.2a4d18)/, codec: unzstd },
  { format: "lz4", hex: /^04224d18/, codec: unlz4 },
];

/** Which stream a file is. Formats whose first bytes may be chance must give some output before they count. */
export async function streamOf({ head, source, budget }: ScanContext): Promise<Stream | undefined> {
  const hex = head.toString("hex", 0, 16);
  const sure = SURE.find((row) => row.hex.test(hex));
  if (sure !== undefined) return { format: sure.format, codec: sure.codec, headBytes: 0 };
  const start = head.toString("latin1", 0, 32);
  if (start.length > ZFILE_HEAD && ZFILE.test(start.slice(0, ZFILE_HEAD))) {
    // The length may be followed by one more space.
    const headBytes = start[ZFILE_HEAD] === " " ? ZFILE_HEAD + 1 : ZFILE_HEAD;
    return { format: "joblib-zfile", codec: inflateZlib, headBytes };
  }
  const maybe = looksLikeZlib(head)
    ? { format: "zlib", codec: inflateZlib, headBytes: 0 }
    : looksLikeLzma(head)
      ? { format: "lzma", codec: unlzmaAlone, headBytes: 0 }
      : undefined;
  return maybe !== undefined && (await unpacks(maybe.codec, source, budget.deadlineMs)) ? maybe : undefined;
}

function looksLikeZlib(head: Buffer): boolean {
  return head.length > 6 && head[0] === 0x78 && head.readUInt16BE(0) % 31 === 0 && ((head[1] as number) & 0x20) === 0;
}

/** Known properties, a dictionary of a round size, a believable output size, and the range coder's first byte. */
function looksLikeLzma(head: Buffer): boolean {
  if (head.length < 18 || (head[0] as number) >= 225 || head[13] !== 0) return false;
  const dictionary = head.readUInt32LE(1);
  const round = dictionary >= 4096 && Number.isInteger(Math.log2(dictionary));
  const roundHalf = dictionary >= 4096 && Number.isInteger(Math.log2(dictionary / 3));
  const size = head.readBigUInt64LE(5);
  return (round || roundHalf || dictionary === 0xffffffff) && (size === 2n ** 64n - 1n || size < 2n ** 38n);
}

async function unpacks(codec: Codec, source: RangeSource, deadlineMs: number): Promise<boolean> {
  const tick = () => {
    if (performance.now() > deadlineMs) throw new UnpackError("bomb", `${source.id}: takes too long to unpack`);
  };
  try {
    for await (const part of codec(source, { at: 0, tick })) return part.length > 0;
  } catch (error) {
    if (!(error instanceof UnpackError)) throw error;
  }
  return false;
}
