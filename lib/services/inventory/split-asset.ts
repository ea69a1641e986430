import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/db/client";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import type { SplitDone } from "@/lib/domain/views/asset-views";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";
import { queueRun } from "../run/run";
import { takeIds } from "../workspace/workspace";
import { openGraphLog, publishGraph } from "./graph-log";
import { archiveAssets, mergeAssets } from "./merge-assets";

const Moved = z.object({
  observations: z.array(z.object({ sourceId: z.number().int(), key: z.string() })),
  aliases: z.array(z.string()),
});

/**
 * Takes apart what was joined: the joined asset lives again with the observations and aliases that were its own, and
 * linking will not join the two again. Their sources are queued, since only they can say which relation was whose.
 * @throws FaultlineError not_found where `joined` was never joined into another, conflict where that was undone already.
 */
export async function splitAsset(ctx: Ctx, joined: number): Promise<SplitDone> {
  requireScope(ctx, "analyst");
  const ws = ctx.workspaceId;
  return withTransaction(async (tx) => {
    const rows = await tx.execute<{ kept: number; doc: unknown; key: string; closed: boolean }>(
      sql`select j.kept, j.doc, a.ext_key as key, a.closed_record is not null as closed from asset_join j join asset a on a.workspace_id = j.workspace_id and a.id = j.joined
          where j.workspace_id = ${ws} and j.joined = ${joined} for update of j`,
    );
    const row = rows.rows[0];
    if (!row) throw new FaultlineError("not_found", "This asset was not joined with another.");
    const moved = Moved.parse(row.doc);
    const record = await takeIds(tx, ws, "next_record", 1);
    const systemCtx: Ctx = { ...ctx, role: "admin" };
    await openGraphLog(tx);
    await archiveAssets(tx, ws, record, [{ id: joined, op: "r" }]);
    await tx.execute(sql`delete from asset_alias where workspace_id = ${ws} and alias = ${row.key}`);
    await tx.execute(
      sql`update asset_alias set asset_id = ${joined} where workspace_id = ${ws} and asset_id = ${row.kept} and alias = any(${sql.param(moved.aliases)}::text[])`,
    );
    const keys = JSON.stringify(moved.observations);
    await tx.execute(
      sql`update asset_obs o set asset_id = ${joined} from jsonb_to_recordset(${keys}::jsonb) as m("sourceId" int, key text)
          where o.workspace_id = ${ws} and o.asset_id = ${row.kept} and o.source_id = m."sourceId" and o.ext_key = m.key`,
    );
    // Their bytes did not change, so their records are marked to be read again.
    await tx.execute(
      sql`update asset_obs set lh = 0, eh = -1 where workspace_id = ${ws} and asset_id in (${row.kept}, ${joined})`,
    );
    await tx.execute(sql`delete from asset_join where workspace_id = ${ws} and joined = ${joined}`);
    await tx.execute(
      sql`insert into asset_apart(workspace_id, low, high) values (${ws}, ${Math.min(row.kept, joined)}, ${Math.max(row.kept, joined)}) on conflict do nothing`,
    );
    await mergeAssets(tx, systemCtx, { record, ids: [row.kept, joined] });
    await tell(tx, ctx, row.kept, `Taken apart from ${showText(row.key, 200)}`);
    await emitAudit(tx, ctx, { action: "asset.split", entity: "asset", entityId: joined, detail: { from: row.kept } });
    await publishGraph(tx, systemCtx);
    return { kept: row.kept, joined, runs: await runSourcesOf(tx, systemCtx, [row.kept, joined]) };
  });
}

async function tell(tx: Transaction, ctx: Ctx, assetId: number, text: string): Promise<void> {
  await tx.execute(
    sql`insert into asset_event(workspace_id, asset_id, run_id, at, text) select ${ctx.workspaceId}, ${assetId}, graph_run, now(), ${text} from workspace where id = ${ctx.workspaceId} on conflict do nothing`,
  );
}

async function runSourcesOf(tx: Transaction, ctx: Ctx, assets: readonly number[]): Promise<number[]> {
  const rows = await tx.execute<{ id: number }>(
    sql`select distinct o.source_id as id from asset_obs o join source s on s.workspace_id = o.workspace_id and s.id = o.source_id and s.removed_at is null and s.connector <> 'push'
        where o.workspace_id = ${ctx.workspaceId} and o.asset_id = any(${sql.param([...assets])}::int[]) order by 1`,
  );
  const runs: number[] = [];
  for (const { id } of rows.rows) runs.push(await queueRun(tx, ctx, id));
  return runs;
}
