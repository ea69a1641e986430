import "server-only";
import { sql } from "drizzle-orm";
import { BANDS, CONFIDENCES, FAULT_LINES, OBSERVATIONS, SEVERITIES, THREATS, TRIAGES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { Hazard } from "@/lib/domain/finding";
import type { Previous, RankFinding } from "@/lib/risk/rank";
import { type Ctx, reader, requireScope } from "../context";

type Row = {
  fingerprint: string;
  rule_id: string;
  fault_line: number;
  asset_id: number;
  severity: number;
  threat: number;
  confidence: number | null;
  title: string;
  message: string;
  doc: { path: number[]; hazard: string };
  first_seen_at: string;
  sla_band: number | null;
  class_since: string | null;
  exploited_exact: number | null;
};

/** Findings that count: open, not judged false, not under an exception; with what earlier rankings knew of them. */
export async function openFindings(ctx: Ctx): Promise<{ findings: RankFinding[]; previous: Map<string, Previous> }> {
  requireScope(ctx, "viewer");
  const rows = await reader().execute<Row>(
    sql`select f.fingerprint, f.rule_id, f.fault_line, f.asset_id, f.severity, f.threat, f.confidence, f.title, f.message, f.doc, f.first_seen_at::text as first_seen_at,
               r.sla_band, r.class_since::text as class_since, r.exploited_exact
        from finding f left join risk r on r.workspace_id = f.workspace_id and r.key = f.fingerprint and r.open
        where f.workspace_id = ${ctx.workspaceId} and f.observation = ${OBSERVATIONS.open} and f.triage <> ${TRIAGES.false_positive} and f.exception_id is null
        order by f.id`,
  );
  const previous = new Map<string, Previous>();
  const findings = rows.rows.map((r): RankFinding => {
    if (r.sla_band !== null && r.class_since !== null) {
      previous.set(r.fingerprint, {
        slaBand: wordOf(BANDS, r.sla_band),
        exploited: (r.exploited_exact ?? 0) > 0,
        classSince: new Date(r.class_since),
      });
    }
    return {
      key: r.fingerprint,
      ruleId: r.rule_id,
      faultLine: wordOf(FAULT_LINES, r.fault_line),
      hazard: Hazard.parse(r.doc.hazard),
      assetId: r.asset_id,
      severity: wordOf(SEVERITIES, r.severity),
      threat: wordOf(THREATS, r.threat),
      confidence: r.confidence === null ? null : wordOf(CONFIDENCES, r.confidence),
      title: r.title,
      message: r.message,
      path: r.doc.path,
      firstSeenAt: new Date(r.first_seen_at),
    };
  });
  return { findings, previous };
}
