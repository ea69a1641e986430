import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { ASSET_KINDS } from "@/db/enums";
import type { AssetFact } from "@/lib/domain/inventory";
import type { Ctx } from "../context";
import { withRows } from "../rows";
import { takeIds } from "../workspace/workspace";

/** Natural keys and aliases to asset ids, for the keys that are known. */
export async function resolveIdentities(
  tx: Transaction,
  ctx: Ctx,
  facts: Map<string, AssetFact>,
): Promise<Map<string, number>> {
  const keys = [...facts.values()].flatMap((f) => [f.key, ...f.aliases]);
  const rows = await tx.execute<{ key: string; id: number }>(
    sql`select ext_key as key, id from asset where workspace_id = ${ctx.workspaceId} and ext_key = any(${sql.param(keys)}::text[])
        union all
        select alias, asset_id from asset_alias where workspace_id = ${ctx.workspaceId} and alias = any(${sql.param(keys)}::text[])`,
  );
  const byKey = new Map(rows.rows.map((r) => [r.key, r.id]));
  const ids = new Map<string, number>();
  for (const fact of facts.values()) {
    const id = byKey.get(fact.key) ?? fact.aliases.map((a) => byKey.get(a)).find((v) => v !== undefined);
    if (id !== undefined) ids.set(fact.key, id);
  }
  return ids;
}

/** Gives ids to unknown keys, block by block, and inserts their rows; fills `ids`. Returns the new asset ids. */
export async function insertNew(
  tx: Transaction,
  ctx: Ctx,
  runId: number,
  facts: Map<string, AssetFact>,
  ids: Map<string, number>,
): Promise<Set<number>> {
  const fresh = [...facts.values()].filter((f) => !ids.has(f.key));
  // An alias inside the batch may name another fact's key: both are one asset.
  const byName = new Map<string, AssetFact>();
  for (const f of fresh) for (const name of [f.key, ...f.aliases]) if (!byName.has(name)) byName.set(name, f);
  const own = fresh.filter((f) => byName.get(f.key) === f);
  const added = new Set<number>();
  if (own.length > 0) {
    const first = await takeIds(tx, ctx.workspaceId, "next_asset", own.length);
    own.forEach((f, i) => {
      ids.set(f.key, first + i);
      added.add(first + i);
    });
  }
  for (const f of fresh) {
    if (ids.has(f.key)) continue;
    const id = ids.get(byName.get(f.key)?.key ?? "");
    if (id !== undefined) ids.set(f.key, id);
  }
  await withRows(
    tx,
    { id: "int", kind: "smallint", subtype: "text", ext_key: "text", name: "text" },
    own.map((f) => ({
      id: ids.get(f.key),
      kind: ASSET_KINDS[f.kind],
      subtype: f.subtype,
      ext_key: f.key,
      name: f.name,
    })),
    (r) =>
      sql`insert into asset(workspace_id, id, first_run, changed_run, h, kind, subtype, ext_key, name) select ${ctx.workspaceId}, r.id, ${runId}, ${runId}, 0, r.kind, r.subtype, r.ext_key, r.name from ${r}`,
  );
  await withRows(
    tx,
    { alias: "text", asset_id: "int" },
    [...facts.values()].flatMap((f) => f.aliases.map((alias) => ({ alias, asset_id: ids.get(f.key) }))),
    (r) =>
      sql`insert into asset_alias(workspace_id, alias, asset_id) select distinct on (r.alias) ${ctx.workspaceId}, r.alias, r.asset_id from ${r} on conflict do nothing`,
  );
  return added;
}
