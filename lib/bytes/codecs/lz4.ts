import { type Codec, corrupt } from "./codec";
import { Feed } from "./feed";

const HISTORY_BYTES = 64 * 1024;
const MAX_FRAMES = 10_000;

/** LZ4 frames one after another, skippable ones among them. Checksums are passed over. */
export const unlz4: Codec = async function* (packed, meter) {
  const feed = new Feed(packed, meter);
  for (let frames = 0; frames < MAX_FRAMES; frames++) {
    meter.at = feed.at;
    const magic = (await feed.want(4)) ? feed.bytes.readUInt32LE(feed.p) : 0;
    if (magic >>> 4 === 0x184d2a5) {
      await feed.take(4);
      for (let rest = (await feed.take(4)).readUInt32LE(0); rest > 0; )
        rest -= (await feed.take(Math.min(rest, 1 << 20))).length;
      continue;
    }
    if (magic !== 0x184d2204) {
      if (frames > 0) return;
      throw corrupt(packed.id, "no LZ4 frame");
    }
    const head = await feed.take(6);
    const [flags = 0, block = 0] = [head[4], head[5]];
    if (flags >>> 6 !== 1) throw corrupt(packed.id, "an LZ4 frame of an unknown version");
    const blockBytes = 1 << (8 + 2 * ((block >>> 4) & 7));
    if (blockBytes < 1 << 16) throw corrupt(packed.id, "an LZ4 frame of an unknown block size");
    await feed.take(((flags & 8) !== 0 ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0) + 1);
    const linked = (flags & 0x20) === 0;
    let history: Buffer = Buffer.alloc(0);
    for (;;) {
      const size = (await feed.take(4)).readUInt32LE(0);
      if (size === 0) break;
      const length = size & 0x7fffffff;
      if (length > blockBytes) throw corrupt(packed.id, "an LZ4 block longer than its frame allows");
      const body = await feed.take(length);
      const plain =
        size >>> 31 === 1 ? Buffer.from(body) : unpackBlock(body, linked ? history : Buffer.alloc(0), blockBytes);
      if (plain === null) throw corrupt(packed.id, "a damaged LZ4 block");
      if ((flags & 0x10) !== 0) await feed.take(4);
      meter.at = feed.at;
      if (plain.length > 0) yield plain;
      if (linked) history = Buffer.concat([history, plain]).subarray(-HISTORY_BYTES);
    }
    if ((flags & 4) !== 0) await feed.take(4);
    meter.at = feed.at;
  }
};

/** One LZ4 block; `history` is what came before it. Null when it is damaged. */
function unpackBlock(body: Buffer, history: Buffer, maxBytes: number): Buffer | null {
  const base = history.length;
  const out = Buffer.allocUnsafe(base + maxBytes);
  history.copy(out);
  let at = base;
  let p = 0;
  /** Lengths of fifteen go on in further bytes, until one is not full. */
  const longer = (start: number): number => {
    let length = start;
    if (start !== 15) return length;
    for (let byte = 255; byte === 255; length += byte) {
      if (p >= body.length) return -1;
      byte = body[p++] as number;
    }
    return length;
  };
  while (p < body.length) {
    const token = body[p++] as number;
    const literals = longer(token >>> 4);
    if (literals < 0 || p + literals > body.length || at + literals > out.length) return null;
    body.copy(out, at, p, p + literals);
    at += literals;
    p += literals;
    if (p === body.length) break;
    if (p + 2 > body.length) return null;
    const distance = body.readUInt16LE(p);
    p += 2;
    const more = longer(token & 15);
    const count = more + 4;
    if (more < 0 || distance === 0 || distance > at || at + count > out.length) return null;
    if (distance >= count) out.copyWithin(at, at - distance, at - distance + count);
    else for (let i = 0; i < count; i++) out[at + i] = out[at + i - distance] as number;
    at += count;
  }
  return out.subarray(base, at);
}
