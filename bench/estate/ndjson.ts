import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Snapshot } from "./snapshot";

const BUFFER_CHARS = 1 << 18;

/** The snapshot as NDJSON records (lib/domain/record.ts) in pieces of about a quarter megabyte, whole lines each. */
export function* ndjson(snapshot: Snapshot, counted?: { assets: number }): Generator<string> {
  let text = "";
  for (const made of snapshot.nodes()) {
    text += `${snapshot.lineOf(made)}\n`;
    if (counted) counted.assets += 1;
    if (text.length < BUFFER_CHARS) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
}

/** Writes the snapshot to a file, in bounded memory. */
export async function writeNdjson(snapshot: Snapshot, file: string): Promise<{ assets: number; bytes: number }> {
  const out = createWriteStream(file, { mode: 0o600 });
  const counted = { assets: 0 };
  for (const piece of ndjson(snapshot, counted)) if (!out.write(piece)) await once(out, "drain");
  out.end();
  await finished(out);
  return { assets: counted.assets, bytes: out.bytesWritten };
}
