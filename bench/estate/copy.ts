import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Pool, PoolClient } from "pg";
import { from } from "pg-copy-streams";

export type Cell = string | number | bigint | boolean | null | object;

const BUFFER_CHARS = 1 << 17;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function cellText(cell: Cell): string {
  if (cell === null) return "\\N";
  if (typeof cell === "number" || typeof cell === "bigint") return String(cell);
  if (typeof cell === "boolean") return cell ? "t" : "f";
  return (typeof cell === "string" ? cell : JSON.stringify(cell)).replace(/[\\\t\n\r]/g, (c) => ESCAPES[c] ?? c);
}

function* lines(rows: Iterable<readonly Cell[]>): Generator<Buffer> {
  let text = "";
  for (const row of rows) {
    text += `${row.map(cellText).join("\t")}\n`;
    if (text.length < BUFFER_CHARS) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text) yield Buffer.from(text);
}

/** COPY of rows into named columns of a table, streamed. */
export async function copyInto(
  client: PoolClient,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  const sink = client.query(from(`copy ${table}(${columns.join(", ")}) from stdin`));
  await pipeline(Readable.from(lines(rows)), sink);
}

/**
 * Takes the keys and indexes of `tables` away while `load` fills them and makes them again from what they were: a load at
 * the speed of the disk. Ends with vacuum and analyze, so that reads are index-only as in a database that has settled.
 */
export async function withoutKeys(pool: Pool, tables: readonly string[], load: () => Promise<void>): Promise<void> {
  const found = await pool.query<{ name: string; table: string; def: string; constraint: string | null }>(
    `select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as table, pg_get_indexdef(i.indexrelid) as def,
            (select pg_get_constraintdef(c.oid) from pg_constraint c where c.conindid = i.indexrelid) as constraint
     from pg_index i where i.indrelid = any($1::regclass[])`,
    [tables],
  );
  for (const i of found.rows)
    await pool.query(i.constraint ? `alter table ${i.table} drop constraint ${i.name}` : `drop index ${i.name}`);
  await load();
  for (const i of found.rows)
    await pool.query(i.constraint ? `alter table ${i.table} add constraint ${i.name} ${i.constraint}` : i.def);
  for (const table of tables) await pool.query(`vacuum (analyze) ${table}`);
}
