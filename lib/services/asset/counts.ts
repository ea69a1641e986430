import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { RELATION_KINDS } from "@/db/enums";
import { RelationKind } from "@/lib/domain/relation";
import { isImpact } from "@/lib/graph/impact";
import type { Ctx } from "../context";

/** A closure is counted up to here; a screen then says "at least". */
const CLOSURE_CAP = 10_000;

/** Stored edge kinds are relation code x 16 + variant. */
const IMPACT_CODES = RelationKind.options.filter((r) => isImpact(r) && r !== "exposes").map((r) => RELATION_KINDS[r]);
const codesIn = sql.raw(`e.kind >> 4 in (${IMPACT_CODES.join(", ")})`);
const exposes = sql.raw(`e.kind >> 4 = ${RELATION_KINDS.exposes}`);

function closure(ctx: Ctx, id: number, up: boolean): SQL {
  const [near, far] = up ? [sql`src`, sql`dst`] : [sql`dst`, sql`src`];
  return sql`(with recursive r as (select ${id}::int as id union select x.id from r cross join lateral (
      select e.${far} as id from edge e where e.workspace_id = ${ctx.workspaceId} and e.${near} = r.id and ${codesIn} union all
      select e.${near} from edge e where e.workspace_id = ${ctx.workspaceId} and e.${far} = r.id and ${exposes}) x)
    select count(*)::int - 1 from (select 1 from r limit ${CLOSURE_CAP + 1}) n)`;
}

/** How many assets one is made of, depend on it, and point at it; each stops at 10,000. */
export async function edgeCounts(
  db: Executor,
  ctx: Ctx,
  id: number,
): Promise<{ upstream: number; downstream: number; usedBy: number }> {
  const rows = await db.execute<{ upstream: number; downstream: number; used: number }>(
    sql`select ${closure(ctx, id, true)} as upstream, ${closure(ctx, id, false)} as downstream,
          (select count(*)::int from (select distinct e.src from edge e where e.workspace_id = ${ctx.workspaceId} and e.dst = ${id} limit ${CLOSURE_CAP}) u) as used`,
  );
  const row = rows.rows[0];
  return { upstream: row?.upstream ?? 0, downstream: row?.downstream ?? 0, usedBy: row?.used ?? 0 };
}
