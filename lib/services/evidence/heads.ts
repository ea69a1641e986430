import "server-only";
import type { Executor } from "@/db/client";
import { Severity } from "@/lib/domain/severity";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import type { Ctx } from "../context";
import { readEvidence } from "./read-evidence";

/** One line of each evidence, in the order of `ids`; ids that are not kept are left out. */
export async function evidenceHeads(db: Executor, ctx: Ctx, ids: readonly string[]): Promise<RiskDetail["evidence"]> {
  const byId = await readEvidence(db, ctx, ids);
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
