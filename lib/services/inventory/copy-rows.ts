import "server-only";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

export type Cell = string | number | bigint | boolean | null;

const PIECE = 256 * 1024;
const SPECIAL = /[\\\n\r\t]/g;
const ESCAPED: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function cellText(cell: Cell): string {
  if (cell === null) return "\\N";
  if (typeof cell === "string") return cell.replace(SPECIAL, (c) => ESCAPED[c] ?? c);
  if (typeof cell === "boolean") return cell ? "t" : "f";
  return cell.toString();
}

/** Streams rows into `target` (a table with its columns) by COPY, with back pressure; text must hold no NUL (see storable). */
export async function copyRows(client: PoolClient, target: string, rows: Iterable<readonly Cell[]>): Promise<number> {
  const stream = client.query(copyFrom(`copy ${target} from stdin`));
  const done = finished(stream);
  done.catch(() => {});
  let text = "";
  let count = 0;
  try {
    for (const row of rows) {
      for (let i = 0; i < row.length; i++) text += (i === 0 ? "" : "\t") + cellText(row[i] ?? null);
      text += "\n";
      count++;
      if (text.length >= PIECE) {
        if (!stream.write(text)) await Promise.race([once(stream, "drain"), done]);
        text = "";
      }
    }
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  stream.end(text);
  await done;
  return count;
}

/** The bytes before the first row and the length of a row's field count in COPY's binary form. */
const BINARY_HEADER = 19;

/**
 * Reads the rows of `query` by binary COPY: `take` gets the buffer and the offset of each row's first field (a 4-byte
 * length, then the value; -1 = null) once the whole row is there. int4 and int8 fields are big-endian.
 */
export async function readBinary(
  client: PoolClient,
  query: string,
  fields: number,
  take: (buffer: Buffer, at: number) => void,
): Promise<void> {
  const stream = client.query(copyTo(`copy (${query}) to stdout (format binary)`));
  let rest: Buffer = Buffer.alloc(0);
  let header = false;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    const buffer = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    let at = 0;
    if (!header) {
      if (buffer.length < BINARY_HEADER) {
        rest = buffer;
        continue;
      }
      header = true;
      at = BINARY_HEADER + buffer.readInt32BE(BINARY_HEADER - 4);
    }
    for (;;) {
      const end = rowEnd(buffer, at, fields);
      if (end < 0) break;
      if (end > at + 2) take(buffer, at + 2);
      at = end;
    }
    rest = buffer.subarray(at);
  }
}

/** Where the row that starts at `at` ends; at + 2 for the trailer; -1 where it is not all there. */
function rowEnd(buffer: Buffer, at: number, fields: number): number {
  if (at + 2 > buffer.length) return -1;
  if (buffer.readInt16BE(at) < 0) return at + 2;
  let end = at + 2;
  for (let f = 0; f < fields; f++) {
    if (end + 4 > buffer.length) return -1;
    end += 4 + Math.max(0, buffer.readInt32BE(end));
  }
  return end <= buffer.length ? end : -1;
}
