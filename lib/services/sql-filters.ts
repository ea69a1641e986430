import { type SQL, sql } from "drizzle-orm";

/** `column in (values)`, or true when nothing is asked. */
export function oneOf(column: SQL, values: readonly (string | number)[] | undefined): SQL {
  if (!values || values.length === 0) return sql`true`;
  return sql`${column} in (${sql.join(
    values.map((v) => sql`${v}`),
    sql`, `,
  )})`;
}

/** Conditions by name, so that a facet can leave its own one out: counts are for the list as the other facets filter it. */
export type Conditions = Record<string, SQL>;

/** All conditions joined by AND, without those named. */
export function allBut(conditions: Conditions, ...names: string[]): SQL {
  const parts = Object.entries(conditions)
    .filter(([name]) => !names.includes(name))
    .map(([, condition]) => sql`(${condition})`);
  return parts.length > 0 ? sql.join(parts, sql` and `) : sql`true`;
}
