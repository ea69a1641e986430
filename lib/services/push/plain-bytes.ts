import { createGunzip } from "node:zlib";
import { FaultlineError } from "@/lib/domain/errors";

/** Records compress 5 to 30 times; what unfolds further than this is made to fill a disk. */
const MAX_RATIO = 250;
const RATIO_FROM_BYTES = 16 * 1024 * 1024;

type Wire = AsyncIterable<Uint8Array>;

/** Counts what came over the wire, and notices an end that came too early. */
async function* counted(body: Wire, seen: { bytes: number }, announced: number | null): AsyncGenerator<Buffer> {
  for await (const part of body) {
    seen.bytes += part.byteLength;
    yield Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  }
  if (announced !== null && seen.bytes < announced)
    throw new FaultlineError(
      "invalid_input",
      `The connection ended after ${seen.bytes} of ${announced} bytes. What came whole is kept: go on from the offset that the push tells.`,
      "/",
    );
}

/**
 * The bytes of a body as its sender had them, in pieces; nothing is held. `announced` is the body's length on the wire, null
 * where nobody says. Throws limit for a gzip bomb, invalid_input for what is no gzip.
 */
export async function* plainBytes(body: Wire, o: { gzip: boolean; announced: number | null }): AsyncGenerator<Buffer> {
  const seen = { bytes: 0 };
  const wire = counted(body, seen, o.announced);
  if (!o.gzip) {
    yield* wire;
    return;
  }
  const gunzip = createGunzip();
  let feeding: unknown = null;
  const fed = feed(gunzip, wire).catch((error: unknown) => {
    feeding = error;
    gunzip.destroy();
  });
  let unfolded = 0;
  try {
    for await (const part of gunzip) {
      unfolded += part.length;
      if (unfolded > RATIO_FROM_BYTES && unfolded > seen.bytes * MAX_RATIO)
        throw new FaultlineError(
          "limit",
          `${seen.bytes} bytes unfold to more than ${unfolded}: that is no inventory, and nothing further is read. Send it uncompressed if it is one.`,
          "Content-Encoding",
        );
      yield part as Buffer;
    }
  } catch (error) {
    if (feeding !== null) throw feeding;
    if (error instanceof FaultlineError) throw error;
    throw new FaultlineError(
      "invalid_input",
      `The gzip body breaks off or is damaged after ${unfolded} bytes of records.`,
      "Content-Encoding",
    );
  } finally {
    gunzip.destroy();
    await fed;
  }
  if (feeding !== null) throw feeding;
}

async function feed(gunzip: ReturnType<typeof createGunzip>, wire: AsyncIterable<Buffer>): Promise<void> {
  for await (const part of wire) {
    if (gunzip.destroyed) return;
    if (gunzip.write(part)) continue;
    await new Promise<void>((resolve) => {
      const go = () => {
        gunzip.off("drain", go);
        gunzip.off("close", go);
        resolve();
      };
      gunzip.on("drain", go);
      gunzip.on("close", go);
    });
  }
  if (!gunzip.destroyed) gunzip.end();
}
