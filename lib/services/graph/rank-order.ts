import "server-only";
import { type SQL, sql } from "drizzle-orm";

/** By how many assets a bad change reaches, most first; by hops to sensitive data, fewest first. */
export const RANK_SORTS = ["blast", "sensitive"] as const;
export type RankSort = (typeof RANK_SORTS)[number];

export type RankOrder = {
  /** Joins the figures `m` to the asset `a`. */
  join: SQL;
  /** What is sorted by, as a whole number: the first part of a cursor, the asset's id the second. */
  key: SQL;
  order: SQL;
  /** True for rows after a place; the index pages of asset_metric serve it at any depth. */
  after: (place: readonly number[] | null) => SQL;
};

const JOIN = sql.raw("join asset_metric m on m.workspace_id = a.workspace_id and m.asset_id = a.id");

/**
 * How a list of assets `a` is sorted by what the graph says of them. Before the first ranked run the join leaves nothing;
 * by hops only assets with a way to sensitive data are listed, since the others have no distance.
 */
export function rankOrder(sort: RankSort): RankOrder {
  if (sort === "blast")
    return {
      join: JOIN,
      key: sql`m.down_count`,
      order: sql`m.workspace_id, m.down_count desc, m.asset_id`,
      after: (place) =>
        place
          ? sql`m.down_count <= ${place[0]}::bigint and (m.down_count < ${place[0]}::bigint or m.asset_id > ${place[1]}::bigint)`
          : sql`true`,
    };
  return {
    join: JOIN,
    key: sql`m.sensitive_hops`,
    order: sql`m.workspace_id, m.sensitive_hops, m.asset_id`,
    after: (place) =>
      place
        ? sql`(m.sensitive_hops, m.asset_id) > (${place[0]}::bigint, ${place[1]}::bigint)`
        : sql`m.sensitive_hops is not null`,
  };
}
