import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { type Ctx, requireScope } from "../context";
import { type Tally, writeFacets } from "./tally";

export const NO_OWNER = "none";
const FACETS = ["band", "line", "exposure", "evidence", "owner", "rule", "due", "exploited", "written"] as const;

/** Writes the counts of the open risks, as the ranking's last act. A due date counts by its hour; `late` was overdue then. */
export async function writeRiskTally(tx: Transaction, ctx: Ctx): Promise<void> {
  requireScope(ctx, "admin");
  await writeFacets(
    tx,
    ctx,
    "risk",
    FACETS,
    sql`select f.facet, f.value, count(*) from risk r cross join lateral (values
          ('band', r.band::text), ('line', r.fault_line::text), ('exposure', r.exposure::text), ('evidence', r.evidence_class::text),
          ('owner', left(coalesce(r.owner, ${NO_OWNER}), 500)), ('rule', r.rule_id), ('exploited', (r.exploited_exact > 0)::text),
          ('due', case when r.overdue then 'late' when r.due_at is null then 'never' else (extract(epoch from r.due_at)::bigint / 3600)::text end)
        ) f(facet, value) where r.workspace_id = ${ctx.workspaceId} and r.open group by 1, 2
        union all select 'written', '', 1`,
  );
}

const WEEK_HOURS = 7 * 24;

/** The words of due dates counted at `now`, which moves on between two rankings. */
export function dueCounts(tally: Tally, now: Date): Map<"overdue" | "week" | "later", number> {
  const hour = Math.floor(now.getTime() / 3_600_000);
  const counts = new Map<"overdue" | "week" | "later", number>();
  for (const [value, n] of tally.get("due") ?? []) {
    const at =
      value === "late" ? Number.NEGATIVE_INFINITY : value === "never" ? Number.POSITIVE_INFINITY : Number(value);
    const word = at < hour ? "overdue" : at < hour + WEEK_HOURS ? "week" : "later";
    counts.set(word, (counts.get(word) ?? 0) + n);
  }
  return counts;
}
