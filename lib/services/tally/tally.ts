import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import type { Ctx } from "../context";

/** Lists whose unfiltered counts are written when they change; `history` and `upkeep` hold what cleaning did. */
export type TallyList = "asset" | "risk" | "scan" | "history" | "upkeep";
/** facet -> value -> n */
export type Tally = Map<string, Map<string, number>>;

/** A list's counts as last written; empty before the first writing. */
export async function readTally(db: Executor, ctx: Ctx, list: TallyList): Promise<Tally> {
  const found = await db.execute<{ facet: string; value: string; n: string }>(
    sql`select facet, value, n::text from tally where workspace_id = ${ctx.workspaceId} and list = ${list}`,
  );
  const tally: Tally = new Map();
  for (const { facet, value, n } of found.rows) {
    const values = tally.get(facet) ?? new Map<string, number>();
    tally.set(facet, values.set(value, Number(n)));
  }
  return tally;
}

/** Replaces the given facets of a list by the rows of `select` (facet, value, n); rows that stay the same are not written. */
export async function writeFacets(
  tx: Executor,
  ctx: Ctx,
  list: TallyList,
  facets: readonly string[],
  select: ReturnType<typeof sql>,
): Promise<void> {
  await tx.execute(
    sql`with fresh as materialized (select x.facet, x.value, sum(x.n)::bigint as n from (${select}) x(facet, value, n) where x.value is not null group by 1, 2),
        kept as (insert into tally(workspace_id, list, facet, value, n) select ${ctx.workspaceId}, ${list}, facet, value, n from fresh
          on conflict (workspace_id, list, facet, value) do update set n = excluded.n where tally.n <> excluded.n)
        delete from tally t where t.workspace_id = ${ctx.workspaceId} and t.list = ${list} and t.facet = any(${sql.param([...facets])}::text[])
          and not exists (select 1 from fresh f where f.facet = t.facet and f.value = t.value)`,
  );
}
