import type { ClientBase } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { BinaryRows, type Width } from "./binary-copy";
import { GrowingInts } from "./growing";

/** Says how many bytes the columns have grown to; throws to end the reading. */
export type Watch = (bytes: number) => void;

/** Bytes between two looks at the size. */
const WATCH_EVERY_ROWS = 65_536;

/**
 * The columns of a query of whole numbers, read by binary COPY: about three million rows a second, a third of the time
 * that rows as objects take. `select` holds no foreign text: COPY takes no parameters.
 */
export async function readColumns(
  client: ClientBase,
  select: string,
  widths: readonly Width[],
  watch: Watch = () => {},
): Promise<Int32Array[]> {
  const columns = widths.map(() => new GrowingInts(4_096));
  let rows = 0;
  const parser: BinaryRows = new BinaryRows(widths, (bytes, at) => {
    for (let c = 0; c < columns.length; c++) {
      const place = at + (offsets[c] as number);
      (columns[c] as GrowingInts).push(widths[c] === 4 ? bytes.readInt32BE(place) : bytes.readInt16BE(place));
    }
    if (++rows % WATCH_EVERY_ROWS === 0) watch(columns.reduce((sum, column) => sum + column.bytes, 0));
  });
  const offsets = widths.map((_, c) => parser.offset(c));
  const stream = client.query(copyTo(`copy (${select}) to stdout (format binary)`));
  for await (const piece of stream) parser.take(piece as Buffer);
  parser.end();
  return columns.map((column) => column.done());
}
