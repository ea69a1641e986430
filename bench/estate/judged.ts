import { BANDS, EXPOSURES, FAULT_LINES, OBSERVATIONS, SEVERITIES, THREATS, TRIAGES } from "@/db/enums";
import { RULES } from "@/lib/rules/registry";
import type { Cell } from "./copy";
import { Draw } from "./draw";

/** Rows of one table for COPY: its columns, then the rows. */
type Table = [columns: string[], rows: Generator<Cell[]>];

const FINDINGS = 2;
const RISK_SHARE = 0.2;
const MEMBERS = 3;
const FIRST_SEEN = "2026-10-01T00:00:00Z";

const riskCount = (size: number) => Math.round(size * RISK_SHARE);
/** Popular first: rules and assets have very unequal numbers of findings. */
const skewed = (draw: Draw, count: number) => Math.floor(draw.next() ** 2 * count);

function ruleOf(draw: Draw) {
  const rule = RULES[skewed(draw, RULES.length)];
  if (!rule) throw new Error("There are no rules");
  return rule;
}

/** Two findings an asset, skewed to few assets and few rules; six in ten are open. */
export function findingRows(ws: number, size: number): Table {
  const columns =
    "workspace_id id asset_id rule_id fingerprint fault_line severity threat observation triage risk_id fix_key title message doc first_run changed_run first_seen_at";
  function* rows(): Generator<Cell[]> {
    const draw = new Draw(0);
    const risks = riskCount(size);
    for (let id = 1; id <= size * FINDINGS; id++) {
      draw.at(id, 20);
      const rule = ruleOf(draw);
      const open = draw.next() < 0.62;
      yield [
        ...[ws, id, 1 + skewed(draw, size), rule.id, `${rule.id}/${id}`, FAULT_LINES[rule.faultLine]],
        ...[SEVERITIES[rule.severity], THREATS.posture, open ? OBSERVATIONS.open : OBSERVATIONS.fixed, TRIAGES.new],
        ...[open ? 1 + draw.below(risks) : null, `${rule.id}/${draw.below(size)}`, rule.title, rule.risk],
        ...[{ path: [], evidenceIds: [] }, 1, 1, FIRST_SEEN],
      ];
    }
  }
  return [columns.split(" "), rows()];
}

/** A risk for every fifth asset, four in five of them open. */
export function riskRows(ws: number, size: number): Table {
  const columns = [
    "workspace_id id key open rule_id fault_line root_asset at_asset title summary severity band sla_band score_tenths score_exact",
    "exploited_exact queue_rank exposure threat hazard owner due_at overdue gain evidence_class reasons crosses inputs explain",
    "formula_version first_run changed_run first_seen_at class_since",
  ].join(" ");
  function* rows(): Generator<Cell[]> {
    const draw = new Draw(0);
    for (let id = 1; id <= riskCount(size); id++) {
      draw.at(id, 21);
      const rule = ruleOf(draw);
      const score = Math.floor(draw.next() ** 2 * 1_000);
      const band = 1 + Math.min(4, Math.floor(score / 200));
      const exploited = draw.next() < 0.01;
      const asset = 1 + skewed(draw, size);
      const due = `2026-1${1 + draw.below(2)}-${10 + draw.below(19)}T00:00:00Z`;
      yield [
        ...[ws, id, `${rule.id}/${id}`, draw.next() < 0.8, rule.id, FAULT_LINES[rule.faultLine], asset, asset],
        ...[
          rule.title,
          rule.risk,
          SEVERITIES[rule.severity],
          band,
          band,
          score,
          score / 10,
          exploited ? score / 10 : 0,
        ],
        ...[(exploited ? 1e7 : 0) + band * 1_000_000 + score, draw.below(Object.keys(EXPOSURES).length)],
        ...[THREATS.posture, rule.hazard, draw.next() < 0.7 ? `team-${draw.below(8)}` : null, due, draw.next() < 0.1],
        ...[draw.next() * 2, 2, ["made"], [], {}, {}, "1", 1, 1, FIRST_SEEN, FIRST_SEEN],
      ];
    }
  }
  return [columns.split(" "), rows()];
}

/** Three assets a risk reaches. */
export function memberRows(ws: number, size: number): Table {
  function* rows(): Generator<Cell[]> {
    const draw = new Draw(0);
    for (let risk = 1; risk <= riskCount(size); risk++) {
      draw.at(risk, 22);
      const first = draw.below(size - MEMBERS);
      for (let i = 1; i <= MEMBERS; i++) yield [ws, risk, first + i, 0.5, 300, BANDS.Low];
    }
  }
  return ["workspace_id risk_id asset_id tau score_tenths band".split(" "), rows()];
}
