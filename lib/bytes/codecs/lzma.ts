import type { RangeSource } from "../range-source";
import { type Codec, corrupt, type Meter } from "./codec";
import { Feed } from "./feed";
import { LzmaDecoder, lzmaProperties, SYMBOL_BYTES } from "./lzma-decoder";

const PART_BYTES = 1 << 20;
const MIN_DICTIONARY_BYTES = 4096;

/** The old `.lzma` file: one byte of properties, the dictionary's size, the output's size or all ones, then the data. */
export const unlzmaAlone: Codec = async function* (packed, meter) {
  const feed = new Feed(packed, meter);
  const head = await feed.take(13);
  const known = head.readBigUInt64LE(5) !== 2n ** 64n - 1n;
  const size = known ? Number(head.readBigUInt64LE(5)) : Number.POSITIVE_INFINITY;
  yield* unpackLzma(feed, packed, head, size, meter);
};

/** LZMA data whose properties stand elsewhere, as in 7z and zip. `size` = output bytes, infinite when only a marker ends it. */
export function unlzmaRaw(properties: Buffer, size: number): Codec {
  return (packed, meter) => unpackLzma(new Feed(packed, meter), packed, properties, size, meter);
}

async function* unpackLzma(
  feed: Feed,
  packed: RangeSource,
  properties: Buffer,
  size: number,
  meter: Meter,
): AsyncGenerator<Buffer, void> {
  const parsed = properties.length >= 5 ? lzmaProperties(properties[0] as number) : null;
  if (parsed === null) throw corrupt(packed.id, "LZMA data without its properties");
  const decoder = new LzmaDecoder(Math.max(MIN_DICTIONARY_BYTES, properties.readUInt32LE(1)), packed.id);
  decoder.setProperties(parsed);
  decoder.resetState();
  decoder.start(await feed.take(5));
  while (decoder.total < size && !decoder.ended) {
    const more = await feed.want(PART_BYTES / 4);
    decoder.input = feed.bytes;
    decoder.p = feed.p;
    const room = size - decoder.total;
    decoder.decode(Math.min(PART_BYTES, room), room, !more || feed.left <= SYMBOL_BYTES);
    feed.p = Math.min(decoder.p, feed.bytes.length);
    meter.at = feed.at;
    const part = decoder.flush();
    if (part.length > 0) yield part;
  }
}

/** LZMA2 chunks up to the one that ends them. `dictionaryBytes` comes from the container. */
export async function* unpackLzma2(
  feed: Feed,
  packed: RangeSource,
  dictionaryBytes: number,
  meter: Meter,
): AsyncGenerator<Buffer, void> {
  const decoder = new LzmaDecoder(Math.max(MIN_DICTIONARY_BYTES, dictionaryBytes), packed.id);
  let ready = false;
  for (;;) {
    const control = (await feed.take(1))[0] as number;
    if (control === 0) break;
    if (control === 1 || control >= 0xe0) decoder.resetDictionary();
    if (control < 0x80) {
      if (control > 2) throw corrupt(packed.id, "a damaged LZMA2 chunk");
      decoder.putPlain(await feed.take((await feed.take(2)).readUInt16BE(0) + 1));
    } else {
      const sizes = await feed.take(4);
      const unpackedBytes = (control & 0x1f) * 65_536 + sizes.readUInt16BE(0) + 1;
      const packedBytes = sizes.readUInt16BE(2) + 1;
      if (control >= 0xc0) {
        const properties = lzmaProperties((await feed.take(1))[0] as number);
        if (properties === null) throw corrupt(packed.id, "a damaged LZMA2 chunk");
        decoder.setProperties(properties);
        ready = true;
      }
      if (!ready || packedBytes < 5) throw corrupt(packed.id, "a damaged LZMA2 chunk");
      if (control >= 0xa0) decoder.resetState();
      const body = await feed.take(packedBytes);
      decoder.start(body);
      decoder.input = body;
      decoder.p = 5;
      if (decoder.decode(unpackedBytes, unpackedBytes, true) !== unpackedBytes)
        throw corrupt(packed.id, "a damaged LZMA2 chunk");
    }
    meter.at = feed.at;
    yield decoder.flush();
  }
  meter.at = feed.at;
}

/** The dictionary's size as one byte says it: 2 or 3 times a power of two; null beyond 4 GiB. */
export function lzma2DictionaryBytes(byte: number): number | null {
  if (byte > 40) return null;
  return byte === 40 ? 2 ** 32 - 1 : (2 | (byte & 1)) * 2 ** ((byte >>> 1) + 11);
}

/** LZMA2 data whose dictionary's size stands elsewhere, as in 7z. */
export function unlzma2Raw(dictionaryBytes: number): Codec {
  return (packed, meter) => unpackLzma2(new Feed(packed, meter), packed, dictionaryBytes, meter);
}
