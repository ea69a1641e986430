import "server-only";
import { sql } from "drizzle-orm";
import type { AsOf } from "@/lib/domain/page";
import type { RuleRow } from "@/lib/domain/views/risk-views";
import { RULES } from "@/lib/rules/registry";
import { type Ctx, reader, requireScope } from "../context";
import { asOf } from "../workspace/workspace";

/** The catalogue: what is checked, over how many, and how it came out in the newest run; null before the first. */
export async function listRules(ctx: Ctx): Promise<{ rows: RuleRow[]; asOf: AsOf }> {
  requireScope(ctx, "viewer");
  const stats = await reader().execute<{
    rule_id: string;
    population: number;
    pass: number;
    fail: number;
    inconclusive: number;
  }>(sql`select rule_id, population, pass, fail, inconclusive from rule_stat where workspace_id = ${ctx.workspaceId}`);
  const byRule = new Map(stats.rows.map((s) => [s.rule_id, s]));
  return {
    rows: RULES.map((rule) => {
      const s = byRule.get(rule.id);
      return {
        id: rule.id,
        version: rule.version,
        faultLine: rule.faultLine,
        severity: rule.severity,
        hazard: rule.hazard,
        title: rule.title,
        risk: rule.risk,
        remediation: rule.remediation,
        population: s?.population ?? null,
        pass: s?.pass ?? null,
        fail: s?.fail ?? null,
        inconclusive: s?.inconclusive ?? null,
        controls: rule.controls,
      };
    }),
    asOf: await asOf(ctx),
  };
}
