import type { Transform } from "node:stream";
import { constants, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";
import { FaultlineError } from "@/lib/domain/errors";
import { type RangeSource, readUpTo } from "../range-source";
import { SliceSource } from "../slice-source";
import { type Codec, corrupt, type Meter } from "./codec";
import { Feed } from "./feed";

const FEED_BYTES = 64 * 1024;
const CHUNK_BYTES = 64 * 1024;
const HEAD_BYTES = 1024;
/** Streams behind one another in one file; more of them only cost time. */
const MAX_MEMBERS = 10_000;

type Engine = Transform & { readonly bytesWritten: number };

/** Raw deflate: what stands in a zip member. */
export const inflateRaw: Codec = (packed, meter) => run(createInflateRaw({ chunkSize: CHUNK_BYTES }), packed, meter);

/** A zlib stream with its two-byte head and its checksum. */
export const inflateZlib: Codec = (packed, meter) => run(createInflate({ chunkSize: CHUNK_BYTES }), packed, meter);

/** gzip members one after another, as every reader of gzip joins them. Checksums are not believed, so not compared. */
export const gunzip: Codec = async function* (packed, meter) {
  for (let members = 0; members < MAX_MEMBERS; members++) {
    const feed = new Feed(packed, meter, HEAD_BYTES);
    if (!(await feed.want(2)) || feed.bytes.readUInt16BE(feed.p) !== 0x1f8b) {
      if (members > 0) return;
      throw corrupt(packed.id, "no gzip member");
    }
    await skipGzipHead(feed, packed.id);
    meter.at = feed.at;
    const start = meter.at;
    const body = new SliceSource(packed, start, packed.size - start);
    const inner: Meter = { at: 0, ...(meter.tick && { tick: meter.tick }) };
    for await (const part of inflateRaw(body, inner)) {
      meter.at = start + inner.at;
      yield part;
    }
    meter.at = Math.min(packed.size, start + inner.at + 8);
    if (meter.at - start - inner.at < 8) throw corrupt(packed.id, "a gzip member without its checksum");
    await skipZeros(packed, meter);
  }
};

async function skipGzipHead(feed: Feed, id: string): Promise<void> {
  const head = await feed.take(10);
  const [method, flags = 0] = [head[2], head[3]];
  if (method !== 8) throw corrupt(id, "a gzip member that is not deflated");
  if ((flags & 4) !== 0) await feed.take((await feed.take(2)).readUInt16LE(0));
  for (const bit of [8, 16]) {
    if ((flags & bit) === 0) continue;
    for (;;) if ((await feed.take(1))[0] === 0) break;
  }
  if ((flags & 2) !== 0) await feed.take(2);
}

/** Writers may fill up with zeros between and behind members. */
async function skipZeros(packed: RangeSource, meter: Meter): Promise<void> {
  for (;;) {
    const bytes = await readUpTo(packed, meter.at, FEED_BYTES);
    const stop = bytes.findIndex((byte) => byte !== 0);
    meter.at += stop < 0 ? bytes.length : stop;
    if (stop >= 0 || bytes.length === 0) return;
  }
}

/** zstd frames one after another, skippable ones among them. */
export const unzstd: Codec = async function* (packed, meter) {
  for (let frames = 0; frames < MAX_MEMBERS; frames++) {
    const head = await readUpTo(packed, meter.at, 8);
    const magic = head.length >= 4 ? head.readUInt32LE(0) : 0;
    if (head.length === 8 && magic >>> 4 === 0x184d2a5) {
      const end = meter.at + 8 + head.readUInt32LE(4);
      if (end > packed.size) throw corrupt(packed.id, "a skippable frame runs past the end");
      meter.at = end;
      continue;
    }
    if (magic !== 0xfd2fb528) {
      if (frames > 0) return;
      throw corrupt(packed.id, "no zstd frame");
    }
    const start = meter.at;
    const end = await zstdFrameEnd(packed, meter);
    const inner: Meter = { at: 0, ...(meter.tick && { tick: meter.tick }) };
    const params = { [constants.ZSTD_d_windowLogMax]: 27 };
    const engine = createZstdDecompress({ chunkSize: CHUNK_BYTES, params });
    for await (const part of run(engine, new SliceSource(packed, start, end - start), inner)) {
      meter.at = start + inner.at;
      yield part;
    }
    meter.at = end;
  }
};

/** Where a frame ends, from the lengths its blocks state; a frame that is cut short ends with its bytes. */
async function zstdFrameEnd(packed: RangeSource, meter: Meter): Promise<number> {
  const feed = new Feed(packed, meter, HEAD_BYTES);
  feed.skip(4);
  const flags = (await feed.take(1))[0] as number;
  const single = (flags & 0x20) !== 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >>> 6] ?? 0;
  feed.skip((single ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0) + sizeBytes);
  while (await feed.want(3)) {
    const head = (await feed.take(3)).readUIntLE(0, 3);
    feed.skip(((head >>> 1) & 3) === 1 ? 1 : head >>> 3);
    if ((head & 1) === 0) continue;
    feed.skip((flags & 4) !== 0 ? 4 : 0);
    return Math.min(feed.at, packed.size);
  }
  return packed.size;
}

async function* run(engine: Engine, packed: RangeSource, meter: Meter): AsyncGenerator<Buffer, void> {
  const from = meter.at;
  // A failure is met by whoever reads; one that comes when nobody reads any more must not end the process.
  engine.on("error", () => undefined);
  const feeding = feedEngine(packed, meter, engine);
  // Whoever cannot feed the engine ends it: the reader below then meets the reason.
  feeding.catch((error: Error) => engine.destroy(error));
  try {
    for await (const chunk of engine as AsyncIterable<Buffer>) {
      meter.at = from + engine.bytesWritten;
      yield chunk;
    }
    await feeding;
    meter.at = from + engine.bytesWritten;
  } catch (error) {
    if (error instanceof FaultlineError) throw error;
    throw corrupt(packed.id, "a damaged compressed stream");
  } finally {
    engine.destroy();
    await feeding.catch(() => undefined);
  }
}

async function feedEngine(packed: RangeSource, meter: Meter, engine: Engine): Promise<void> {
  let wake = () => {};
  for (const event of ["drain", "close", "end"]) engine.on(event, () => wake());
  for (let at = meter.at; at < packed.size && !engine.destroyed && !engine.readableEnded; at += FEED_BYTES) {
    const bytes = await packed.read(at, Math.min(FEED_BYTES, packed.size - at));
    meter.tick?.();
    if (engine.destroyed || engine.readableEnded) return;
    if (!engine.write(bytes)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  if (!engine.destroyed) engine.end();
}
