import "server-only";
import { and, eq } from "drizzle-orm";
import { TRIAGES } from "@/db/enums";
import { finding } from "@/db/schema";
import { FaultlineError } from "@/lib/domain/errors";
import { TriageInput } from "@/lib/domain/views/queries";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";
import { parseInput } from "../input";

/** A person's word on a finding. A false positive leaves the ranking with the next run; the finding itself stays. */
export async function triageFinding(ctx: Ctx, input: unknown): Promise<void> {
  requireScope(ctx, "analyst");
  const { findingId, triage } = parseInput(TriageInput, input);
  if (!/^\d{1,15}$/.test(findingId)) throw new FaultlineError("not_found", "There is no such finding.", "/findingId");
  await withTransaction(async (tx) => {
    const changed = await tx
      .update(finding)
      .set({ triage: TRIAGES[triage] })
      .where(and(eq(finding.workspaceId, ctx.workspaceId), eq(finding.id, Number(findingId))))
      .returning({ id: finding.id });
    if (changed.length === 0) throw new FaultlineError("not_found", "There is no such finding.", "/findingId");
    await emitAudit(tx, ctx, { action: "finding.triage", entity: "finding", entityId: findingId, detail: { triage } });
  });
}
