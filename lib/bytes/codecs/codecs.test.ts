import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BufferSource } from "../buffer-source";
import { InflatedSource } from "../inflated-source";
import { bunzip2 } from "./bzip2";
import type { Codec } from "./codec";
import { PACKED_CALL, PACKED_WORDS, WORDS, ZEROS_BY_BZIP2 } from "./fixtures/recorded";
import { unlz4 } from "./lz4";
import { lzma2DictionaryBytes, unlzma2Raw, unlzmaAlone, unlzmaRaw } from "./lzma";
import { gunzip, inflateZlib, unzstd } from "./node-streams";
import { unxz } from "./xz";

const LIMITS = { maxBytes: 1 << 26, maxRatio: 200 };
const CODECS: readonly [string, Codec, Buffer][] = [
  ["bzip2", bunzip2, PACKED_WORDS.bzip2],
  ["xz", unxz, PACKED_WORDS.xz],
  ["lzma", unlzmaAlone, PACKED_WORDS.lzma],
  ["lz4", unlz4, PACKED_WORDS.lz4],
  ["zstd", unzstd, PACKED_WORDS.zstd],
  ["gzip", gunzip, gzipSync(WORDS)],
  ["zlib", inflateZlib, deflateSync(WORDS)],
];

const open = (bytes: Buffer, codec: Codec) => InflatedSource.open(new BufferSource(bytes), LIMITS, codec);

async function all(source: InflatedSource): Promise<Buffer> {
  return source.read(0, source.size);
}

describe("codecs", () => {
  it.each(CODECS)("%s gives back what was packed, and says where the stream ends", async (_, codec, packed) => {
    const source = await open(Buffer.concat([packed, Buffer.from("junk behind")]), codec);
    expect([source.failure, source.packedBytes]).toEqual([undefined, packed.length]);
    expect((await all(source)).equals(WORDS)).toBe(true);
  });

  it.each(CODECS.filter(([name]) => name !== "lzma" && name !== "zlib"))(
    "%s joins streams that follow one another",
    async (_, codec, packed) => {
      const source = await open(Buffer.concat([packed, packed, packed]), codec);
      expect([source.failure, source.size]).toEqual([undefined, WORDS.length * 3]);
    },
  );

  it.each(CODECS)(
    "%s cut anywhere or with any byte changed never throws, and never gives more than a prefix when cut",
    async (name, codec, packed) => {
      for (let length = 0; length < packed.length; length++) {
        const cut = await open(packed.subarray(0, length), codec);
        expect((await all(cut)).equals(WORDS.subarray(0, cut.size)), `${name} cut at ${length}`).toBe(true);
      }
      for (let at = 0; at < packed.length; at++) {
        const changed = Buffer.from(packed);
        changed[at] = (changed[at] as number) ^ 0x55;
        const source = await open(changed, codec);
        expect(source.size).toBeLessThanOrEqual(LIMITS.maxBytes);
      }
    },
  );

  it("reads LZMA whose properties stand elsewhere, by marker and by size", async () => {
    const properties = Buffer.from([0x5d, 0, 0, 1, 0]);
    const marked = await open(PACKED_CALL["lzma-raw"], unlzmaRaw(properties, Number.POSITIVE_INFINITY));
    const sized = await open(PACKED_CALL["lzma-raw"], unlzmaRaw(properties, 33));
    expect(marked.failure).toBeUndefined();
    expect((await all(marked)).equals(await all(sized))).toBe(true);
    expect((await all(marked)).toString("latin1")).toContain("posix");
    const wrong = await open(PACKED_CALL["lzma-raw"], unlzmaRaw(Buffer.from([0xff, 0, 0, 1, 0]), 33));
    expect(wrong.failure?.reason).toBe("corrupt");
  });

  it("reads LZMA2 chunks of plain bytes, and refuses chunks of no kind", async () => {
    const plain = Buffer.concat([Buffer.from([1, 0, 4]), Buffer.from("hello"), Buffer.from([2, 0, 0, 0x21, 0])]);
    expect((await all(await open(plain, unlzma2Raw(4096)))).toString()).toBe("hello!");
    expect((await open(Buffer.from([3, 0, 0, 0]), unlzma2Raw(4096))).failure?.reason).toBe("corrupt");
    expect([lzma2DictionaryBytes(0), lzma2DictionaryBytes(40), lzma2DictionaryBytes(41)]).toEqual([
      4096,
      2 ** 32 - 1,
      null,
    ]);
  });

  it("names a filter before LZMA2 instead of guessing", async () => {
    const filtered = Buffer.from(PACKED_WORDS.xz);
    filtered[13] = 1;
    expect((await open(filtered, unxz)).failure?.reason).toBe("unsupported");
  });

  it("stops a bomb of bzip2 long before it is unpacked", async () => {
    const source = await open(ZEROS_BY_BZIP2, bunzip2);
    expect(source.failure?.reason).toBe("bomb");
    expect(source.size).toBeLessThanOrEqual(2 << 20);
  });

  it("stops a bomb behind honest bytes on the way, before the whole input allows it", async () => {
    const noise = Buffer.from(Uint8Array.from({ length: 1 << 20 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 13));
    const packed = Buffer.concat([gzipSync(Buffer.alloc(100 << 20)), gzipSync(noise)]);
    const limits = { maxBytes: 2 ** 30, maxRatio: 200 };
    const source = await InflatedSource.open(new BufferSource(packed), limits, gunzip);
    expect(source.failure?.reason).toBe("bomb");
    expect(source.size).toBeLessThan(34 << 20);
  });

  it("ends at the deadline", async () => {
    const limits = { ...LIMITS, deadlineMs: performance.now() - 1 };
    // Blocks of nothing: a reader that only looks at its output would never look at the clock.
    const empty = Buffer.concat([PACKED_WORDS.lz4.subarray(0, 7), Buffer.alloc(400_000, Buffer.from([0, 0, 0, 0x80]))]);
    const cases = [...CODECS, ["empty blocks", unlz4, empty] as const];
    for (const [name, codec, packed] of cases) {
      const source = await InflatedSource.open(new BufferSource(packed), limits, codec);
      expect(source.failure?.reason, name).toBe("bomb");
    }
  });
});
