import { digestOf } from "@/lib/domain/digest";
import type { FaultLine } from "@/lib/domain/fault-line";
import type { Hazard } from "@/lib/domain/finding";
import { showText } from "@/lib/domain/text";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import type { Failure, Outcome, Rule } from "./define";

/** A failure with what makes it a finding: whose, by which rule, and the fingerprint that stays the same between runs. */
type EvaluatedFinding = Failure & {
  ruleId: string;
  ruleVersion: number;
  faultLine: FaultLine;
  hazard: Hazard;
  assetId: number;
  fingerprint: string;
};

type InconclusiveResult = {
  ruleId: string;
  /** null when the rule could not even say what it applies to. */
  assetId: number | null;
  reason: Extract<Outcome, { result: "inconclusive" }>["reason"];
  missing: string;
};

/** Members of the population by their result; one that fails and lacks a fact besides counts as fail. */
type RuleStats = { population: number; pass: number; fail: number; inconclusive: number };

export type Evaluation = {
  findings: EvaluatedFinding[];
  inconclusive: InconclusiveResult[];
  stats: Map<string, RuleStats>;
};

/** Identity of a finding between runs: rule, asset and what tells two failures of it apart; never counts, dates or words. */
function fingerprintOf(ruleId: string, assetKey: string, identity: Failure["identity"]): string {
  return digestOf([ruleId, assetKey, identity]);
}

function failed(error: unknown): Outcome {
  const words = showText(error instanceof Error ? error.message : String(error), 200);
  return { result: "inconclusive", reason: "error", missing: `The rule stopped on this asset: ${words}` };
}

/** A failure without evidence is a defect of the rule: it is reported as such and never becomes a finding. */
function checked(outcome: Outcome): Outcome {
  if (outcome.result !== "fail" || outcome.evidenceIds.length > 0) return outcome;
  return { result: "inconclusive", reason: "error", missing: "The rule failed this asset but named no evidence." };
}

function outcomesOf(rule: Rule, asset: GraphAsset, graph: Graph): Outcome[] {
  try {
    const outcomes = rule.evaluate(asset, graph).map(checked);
    return outcomes.length > 0 ? outcomes : [failed(new Error("it gave no outcome"))];
  } catch (error) {
    return [failed(error)];
  }
}

function populationOf(rule: Rule, graph: Graph): readonly GraphAsset[] | Error {
  try {
    return rule.population(graph);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function evaluateRule(graph: Graph, rule: Rule, into: Evaluation): RuleStats {
  const stats: RuleStats = { population: 0, pass: 0, fail: 0, inconclusive: 0 };
  const population = populationOf(rule, graph);
  if (population instanceof Error) {
    const missing = `The rule could not list its population: ${showText(population.message, 200)}`;
    into.inconclusive.push({ ruleId: rule.id, assetId: null, reason: "error", missing });
    return stats;
  }
  for (const asset of population) {
    stats.population++;
    const found = new Map<string, EvaluatedFinding>();
    let open = 0;
    for (const outcome of outcomesOf(rule, asset, graph)) {
      if (outcome.result === "inconclusive") {
        open++;
        into.inconclusive.push({
          ruleId: rule.id,
          assetId: asset.id,
          reason: outcome.reason,
          missing: outcome.missing,
        });
      } else if (outcome.result === "fail") {
        const fingerprint = fingerprintOf(rule.id, asset.key, outcome.identity);
        const { id: ruleId, version: ruleVersion, faultLine, hazard } = rule;
        if (!found.has(fingerprint))
          found.set(fingerprint, {
            ...outcome,
            ruleId,
            ruleVersion,
            faultLine,
            hazard,
            assetId: asset.id,
            fingerprint,
          });
      }
    }
    into.findings.push(...found.values());
    if (found.size > 0) stats.fail++;
    else if (open > 0) stats.inconclusive++;
    else stats.pass++;
  }
  return stats;
}

/**
 * Runs every rule over its population. A rule that throws is inconclusive for that asset, with its words, and the run goes
 * on. Findings come in rule order, then population order; two failures of one identity are one finding.
 */
export function evaluateRules(graph: Graph, rules: readonly Rule[]): Evaluation {
  const evaluation: Evaluation = { findings: [], inconclusive: [], stats: new Map() };
  for (const rule of rules) evaluation.stats.set(rule.id, evaluateRule(graph, rule, evaluation));
  return evaluation;
}
