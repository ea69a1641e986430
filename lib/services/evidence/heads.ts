import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { Evidence } from "@/lib/domain/evidence";
import { Severity } from "@/lib/domain/severity";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import type { Ctx } from "../context";

/** One line of each evidence, in the order of `ids`; ids that are not kept are left out. */
export async function evidenceHeads(db: Executor, ctx: Ctx, ids: readonly string[]): Promise<RiskDetail["evidence"]> {
  const rows = await db.execute<{ id: string; doc: unknown }>(
    sql`select id, doc from evidence where workspace_id = ${ctx.workspaceId} and id = any(${sql.param([...ids])}::text[])`,
  );
  const byId = new Map(rows.rows.map((r) => [r.id, Evidence.parse(r.doc)]));
  return ids.flatMap((id) => {
    const doc = byId.get(id);
    if (!doc) return [];
    const severity = Severity.safeParse(doc.scan?.severity);
    return {
      id,
      path: doc.locator.path,
      member: doc.locator.kind === "bytes" ? doc.locator.member : null,
      found: doc.found,
      severity: severity.success ? severity.data : null,
    };
  });
}
