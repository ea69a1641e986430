import "server-only";
import { sql } from "drizzle-orm";
import { BANDS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import type { Band } from "@/lib/domain/severity";
import type { AssetRef } from "@/lib/domain/views/asset-views";
import { assetRef, type RefRow } from "../asset/refs";
import { type Ctx, reader } from "../context";
import { isRowId } from "../input";

export type Placed = AssetRef & { worstBand: Band | null; owner: string | null; env: string | null };

/** Names and marks for the ids of an answer, one statement however many there are. Closed assets are found too. */
export async function placedAssets(ctx: Ctx, ids: readonly number[]): Promise<Map<number, Placed>> {
  if (ids.length === 0) return new Map();
  const { rows } = await reader().execute<
    RefRow & { worst_band: number | null; owner: string | null; env: string | null }
  >(
    sql`select id, ext_key, name, kind, subtype, worst_band, owner, env from asset
        where workspace_id = ${ctx.workspaceId} and id = any(${sql.param([...new Set(ids)])}::int[])`,
  );
  return new Map(
    rows.map((r) => [
      r.id,
      {
        ...assetRef(r),
        worstBand: r.worst_band === null ? null : wordOf(BANDS, r.worst_band),
        owner: r.owner,
        env: r.env,
      },
    ]),
  );
}

/** The asset a question is about, or not_found. */
export async function placedRoot(ctx: Ctx, id: number): Promise<Placed> {
  const root = isRowId(id) ? (await placedAssets(ctx, [id])).get(id) : undefined;
  if (!root) throw new FaultlineError("not_found", "There is no such asset.");
  return root;
}

/** Only the short form, for answers whose shape has no more. */
export function refOf({ id, key, name, kind, subtype, faultLine }: AssetRef): AssetRef {
  return { id, key, name, kind, subtype, faultLine };
}
