import "server-only";
import { sql } from "drizzle-orm";
import { BANDS } from "@/db/enums";
import { type Ctx, reader, requireScope } from "../context";

/** Leaves one message for each risk of band High and above that this run opened. Returns how many are new. */
export async function writeOutbox(ctx: Ctx, runId: number): Promise<number> {
  requireScope(ctx, "admin");
  const rows = await reader().execute(
    sql`insert into outbox(workspace_id, topic, key, body)
        select workspace_id, 'risk.opened', id::text, jsonb_build_object('title', title, 'score', score_tenths / 10.0, 'ruleId', rule_id)
        from risk where workspace_id = ${ctx.workspaceId} and open and first_run = ${runId} and band >= ${BANDS.High}
        on conflict do nothing returning id`,
  );
  return rows.rows.length;
}
