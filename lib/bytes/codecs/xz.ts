import { type Codec, corrupt, unsupported } from "./codec";
import { Feed } from "./feed";
import { lzma2DictionaryBytes, unpackLzma2 } from "./lzma";

const MAGIC = Buffer.from("fd377a585a00", "hex");
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const LZMA2 = 0x21;
const MAX_STREAMS = 10_000;
const MAX_BLOCKS = 1_000_000;

/** xz streams one after another. Checksums are passed over; a filter other than LZMA2 is named, not guessed. */
export const unxz: Codec = async function* (packed, meter) {
  const feed = new Feed(packed, meter);
  for (let streams = 0; streams < MAX_STREAMS; streams++) {
    meter.at = feed.at;
    if (!(await feed.want(MAGIC.length)) || !feed.bytes.subarray(feed.p, feed.p + MAGIC.length).equals(MAGIC)) {
      if (streams > 0) return;
      throw corrupt(packed.id, "no xz stream");
    }
    const head = await feed.take(12);
    const checkBytes = CHECK_BYTES[(head[7] as number) & 15] ?? 0;
    for (;;) {
      const sizeByte = (await feed.take(1))[0] as number;
      if (sizeByte === 0) break;
      const start = feed.at - 1;
      const header = Buffer.from(await feed.take(sizeByte * 4 + 3));
      yield* unpackLzma2(feed, packed, dictionaryOf(header, packed.id), meter);
      // A block ends on a multiple of four bytes counted from its start, and its checksum follows.
      await feed.take(((4 - ((feed.at - start) % 4)) % 4) + checkBytes);
      meter.at = feed.at;
    }
    await skipIndex(feed, packed.id);
    while ((await feed.want(4)) && feed.bytes.readUInt32LE(feed.p) === 0) feed.p += 4;
  }
};

/** A block header behind its size byte: flags, sizes, filters. */
function dictionaryOf(header: Buffer, id: string): number {
  const flags = header[0] as number;
  if ((flags & 3) !== 0) throw unsupported(id, "an xz block with a filter before LZMA2");
  let at = 1;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = header[at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw corrupt(id, "a damaged xz block");
  };
  if ((flags & 0x40) !== 0) number();
  if ((flags & 0x80) !== 0) number();
  if (number() !== LZMA2) throw unsupported(id, "an xz block that is not LZMA2");
  if (number() !== 1) throw corrupt(id, "a damaged xz block");
  const bytes = lzma2DictionaryBytes(header[at] ?? 255);
  if (bytes === null) throw corrupt(id, "a damaged xz block");
  return bytes;
}

/** The index behind the blocks (its first byte is read already) and the stream's foot. */
async function skipIndex(feed: Feed, id: string): Promise<void> {
  const start = feed.at - 1;
  const number = async (): Promise<number> => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = (await feed.take(1))[0] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw corrupt(id, "a damaged xz index");
  };
  const records = await number();
  if (records > MAX_BLOCKS) throw corrupt(id, "an xz index of too many blocks");
  for (let left = records * 2; left > 0; left--) await number();
  await feed.take(((4 - ((feed.at - start) % 4)) % 4) + 4);
  const foot = await feed.take(12);
  if (foot.toString("latin1", 10, 12) !== "YZ") throw corrupt(id, "an xz stream without its end");
}
