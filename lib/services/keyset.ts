import { type SQL, sql } from "drizzle-orm";

/**
 * A page of rows ordered by `key` (downwards or upwards), then by `id` upwards, beginning after `cursor` (key, id). Both
 * ends of the order are ranges of one index (workspace, key, id), so that a page deep in a list costs what the first one
 * does. `columns` may name `key` and `id` as they like; `page_key` and `page_id` come with each row.
 */
export function keysetPage(o: {
  columns: SQL;
  from: SQL;
  where: SQL;
  key: SQL;
  id: SQL;
  down: boolean;
  cursor: readonly number[] | null;
  limit: number;
}): SQL {
  const order = o.down ? sql`${o.key} desc, ${o.id}` : sql`${o.key}, ${o.id}`;
  const part = (range: SQL) =>
    sql`(select ${o.columns}, ${o.key} as page_key, ${o.id} as page_id from ${o.from} where ${o.where} and ${range} order by ${order} limit ${o.limit})`;
  if (!o.cursor) return part(sql`true`);
  const [key, id] = o.cursor;
  const same = part(sql`${o.key} = ${key}::bigint and ${o.id} > ${id}::bigint`);
  const beyond = part(sql`${o.key} ${o.down ? sql`<` : sql`>`} ${key}::bigint`);
  return sql`select * from (${same} union all ${beyond}) p order by page_key ${o.down ? sql`desc` : sql`asc`}, page_id limit ${o.limit}`;
}
