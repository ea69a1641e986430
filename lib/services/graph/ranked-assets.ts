import "server-only";
import { sql } from "drizzle-orm";
import type { RankedAssets } from "@/lib/domain/views/graph-views";
import { RankedQuery } from "@/lib/domain/views/queries";
import { type Ctx, reader, requireScope } from "../context";
import { fromCursor, toCursor } from "../cursor";
import { parseInput } from "../input";
import { placedAssets, refOf } from "./placed";
import { rankOrder } from "./rank-order";
import { METRICS_TALLY } from "./save-metrics";

type MetricRow = {
  id: number;
  key: number;
  down_count: number;
  down_running: number;
  up_count: number;
  sensitive_hops: number | null;
  sensitive_next: number | null;
};

/** Open assets by blast radius or by hops to sensitive data: keyset pages over the stored figures, nothing is counted here. */
export async function listRankedAssets(ctx: Ctx, input: unknown): Promise<RankedAssets> {
  requireScope(ctx, "viewer");
  const { by, cursor, limit } = parseInput(RankedQuery, input);
  const place = fromCursor(cursor, 2);
  const { join, key, order, after } = rankOrder(by);
  const db = reader();
  const { rows } = await db.execute<MetricRow>(
    sql`select a.id, ${key} as key, m.down_count, m.down_running, m.up_count, m.sensitive_hops, m.sensitive_next from asset a ${join}
        where m.workspace_id = ${ctx.workspaceId} and a.workspace_id = ${ctx.workspaceId} and a.closed_record is null and ${after(place)} order by ${order} limit ${limit + 1}`,
  );
  const page = rows.slice(0, limit);
  const assets = await placedAssets(
    ctx,
    page.flatMap((r) => (r.sensitive_next === null ? [r.id] : [r.id, r.sensitive_next])),
  );
  const { list, facet, value } = METRICS_TALLY;
  const counted = await db.execute<{ n: string }>(
    sql`select n::text from tally where workspace_id = ${ctx.workspaceId} and list = ${list} and facet = ${facet} and value = ${value}`,
  );
  const last = page.at(-1);
  return {
    rows: page.flatMap((r) => {
      const asset = assets.get(r.id);
      const next = r.sensitive_next === null ? undefined : assets.get(r.sensitive_next);
      if (!asset) return [];
      return {
        ...refOf(asset),
        worstBand: asset.worstBand,
        blast: r.down_count,
        running: r.down_running,
        upstream: r.up_count,
        sensitiveHops: r.sensitive_hops,
        sensitiveNext: next ? refOf(next) : null,
      };
    }),
    next: rows.length > limit && last ? toCursor([last.key, last.id]) : null,
    version: counted.rows[0] ? Number(counted.rows[0].n) : null,
  };
}
