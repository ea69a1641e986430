import type { FaultLine } from "@/lib/domain/fault-line";
import type { Confidence, Hazard, Threat } from "@/lib/domain/finding";
import type { Json } from "@/lib/domain/json";
import type { Severity } from "@/lib/domain/severity";
import type { Graph, GraphAsset } from "@/lib/graph/graph";

/** The change that would close a finding: findings with one `key` are closed by one change and share a ticket. */
type Fix = {
  /** Stable: rule id and what is changed; never a count or a date. */
  key: string;
  title: string;
  steps: { title: string; text: string }[];
};

export type Failure = {
  result: "fail";
  /** What makes two failures of one rule on one asset different; null when there can be only one. */
  identity: Json;
  severity: Severity;
  threat: Threat;
  confidence: Confidence | null;
  /** Plain language about this one case, at most 90 characters, no ids: the risk's title. */
  title: string;
  /** One or two sentences with the facts. */
  message: string;
  /** Evidence ids, strongest first. Never empty: a failure without evidence is a defect of the rule. */
  evidenceIds: string[];
  /** Asset ids from the finding's asset to what it endangers, for the picture. */
  path: number[];
  fix: Fix;
};

/** `inconclusive` says which fact was missing; it never counts as pass. */
export type Outcome =
  | Failure
  | { result: "pass" }
  | { result: "inconclusive"; reason: "not_observed" | "denied" | "stale" | "limit" | "error"; missing: string };

export type Rule = {
  id: string;
  version: number;
  maturity: "stable" | "preview";
  faultLine: FaultLine;
  hazard: Hazard;
  /** Default severity; a failure may raise or lower it with its own reason. */
  severity: Severity;
  title: string;
  risk: string;
  remediation: string[];
  references: string[];
  /** Framework ids, e.g. { "MITRE ATLAS": ["AML.T0018.002"] }. */
  controls: Record<string, string[]>;
  /** Properties and relations it reads, so that the pipeline could load just these. */
  reads: string[];
  population(graph: Graph): readonly GraphAsset[];
  /** One outcome per member, or several failures of it with different identities. */
  evaluate(asset: GraphAsset, graph: Graph): Outcome[];
};

/** Checks a rule's fixed parts when the module loads, so a broken rule cannot reach a run. */
export function defineRule(rule: Rule): Rule {
  if (!/^(DATA|MODEL|PLUGIN|INFRA)-\d{3}$/.test(rule.id)) throw new Error(`Rule id ${rule.id} is not LINE-000`);
  if (rule.remediation.length === 0) throw new Error(`Rule ${rule.id} says no remediation`);
  return rule;
}
