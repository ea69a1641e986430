import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";

/** Rows sent to Postgres in one statement: large enough to be fast, small enough to stay in memory. */
const CHUNK = 5_000;

/** Postgres text holds no NUL and no half surrogate; a hostile name must not stop a run, so both become U+FFFD. */
export function storable<T>(value: T): T {
  if (typeof value === "string") return value.toWellFormed().replaceAll("\u0000", "\ufffd") as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (value !== null && typeof value === "object" && !(value instanceof Date) && !(value instanceof Uint8Array)) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [storable(k), storable(v)])) as T;
  }
  return value;
}

/**
 * Set-based writing: `statement` receives a recordset of `columns` (name -> Postgres type) built from `rows` and says
 * what to do with it. Values must be JSON; bigint goes as text and is cast by its column type.
 */
export async function withRows(
  tx: Executor,
  columns: Record<string, string>,
  rows: Iterable<Record<string, unknown>>,
  statement: (recordset: ReturnType<typeof sql>) => ReturnType<typeof sql>,
): Promise<void> {
  const shape = Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(", ");
  for (const some of chunks(rows)) {
    const body = JSON.stringify(some, (_, v) => (typeof v === "bigint" ? v.toString() : v));
    await tx.execute(statement(sql`jsonb_to_recordset(${body}::jsonb) as r(${sql.raw(shape)})`));
  }
}

function* chunks<T>(rows: Iterable<T>): Generator<T[]> {
  let some: T[] = [];
  for (const row of rows) {
    some.push(row);
    if (some.length < CHUNK) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
