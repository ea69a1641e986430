import type { Graph, GraphAsset, GraphEdge } from "@/lib/graph/graph";
import { deployed, loadersOf, runState } from "@/lib/graph/predicates";
import { textProp } from "@/lib/graph/props";
import { defineRule, type Outcome } from "../../define";
import { CLAUSE_WORDS, type Clause, clausesOf, isProprietary, statesNoLicence } from "../../licence-clauses";
import { evidenceOf, inconclusive, PASS } from "../../outcome";
import { joinWords, nameList, quoted, shortName } from "../../wording";

/** Clauses that what is made of a model must keep. Credit alone is no conflict: a notice can always be shown. */
const KEPT_FROM_MODELS: readonly Clause[] = [
  "share_alike",
  "non_commercial",
  "no_derivatives",
  "research_only",
  "use_policy",
  "naming",
];
/** Whether "same licence" and names reach from data into weights is disputed, so only limits of use count. */
const KEPT_FROM_DATA: readonly Clause[] = ["non_commercial", "no_derivatives", "research_only", "use_policy"];
const FORBID_COMMERCE: readonly Clause[] = ["non_commercial", "research_only"];

function parentEdges(asset: GraphAsset, graph: Graph): GraphEdge[] {
  const derived = graph.out(asset.id, "derived_from").filter((e) => e.to !== asset.id && e.variant !== "base_layer");
  return asset.kind === "model" ? [...derived, ...graph.out(asset.id, "trained_on")] : derived;
}

type Term = { ancestor: GraphAsset; edge: GraphEdge; clauses: Clause[] };
type Terms = { terms: Term[]; unknown: GraphAsset[] };

/**
 * What the ancestors ask of a model. A known licence ends the walk: if that ancestor itself dropped something older, the
 * finding stands there and reaches the model through lineage. An unknown licence is looked past and remembered.
 */
function ancestorTerms(model: GraphAsset, graph: Graph): Terms {
  const found: Terms = { terms: [], unknown: [] };
  const seen = new Set([model.id]);
  const queue = [model];
  for (const asset of queue) {
    for (const edge of parentEdges(asset, graph)) {
      const ancestor = graph.assets.get(edge.to);
      if (!ancestor || seen.has(ancestor.id)) continue;
      seen.add(ancestor.id);
      const licence = textProp(ancestor, "license");
      if (licence === null || statesNoLicence(licence)) {
        found.unknown.push(ancestor);
        queue.push(ancestor);
        continue;
      }
      const ours = isProprietary(licence) && ancestor.props.proprietary === true;
      const set = clausesOf(licence);
      if (!set.complete && !ours) found.unknown.push(ancestor);
      const kept = ancestor.kind === "dataset" ? KEPT_FROM_DATA : KEPT_FROM_MODELS;
      const clauses = kept.filter((c) => set.clauses.has(c));
      if (clauses.length > 0) found.terms.push({ ancestor, edge, clauses });
    }
  }
  return found;
}

/** Clauses a licence keeps; null when it cannot be read. A proprietary licence keeps none of an ancestor's. */
function keptBy(licence: string | null): ReadonlySet<Clause> | null {
  if (licence === null || statesNoLicence(licence)) return null;
  if (isProprietary(licence)) return new Set();
  const set = clausesOf(licence);
  if (!set.complete) return null;
  return set.clauses.has("research_only") ? new Set([...set.clauses, "non_commercial"]) : set.clauses;
}

type Conflict = Term & { how: "dropped" | "forbidden" };

function conflictsOf(model: GraphAsset, graph: Graph, terms: readonly Term[]): Conflict[] {
  const kept = keptBy(textProp(model, "license"));
  const commercial = textProp(model, "use")?.toLowerCase() === "commercial" && deployed(graph, model) === "yes";
  return terms.flatMap((term): Conflict[] => {
    const dropped = kept === null ? [] : term.clauses.filter((c) => !kept.has(c));
    if (dropped.length > 0) return [{ ...term, clauses: dropped, how: "dropped" }];
    const forbidden = commercial ? term.clauses.filter((c) => FORBID_COMMERCE.includes(c)) : [];
    return forbidden.length > 0 ? [{ ...term, clauses: forbidden, how: "forbidden" }] : [];
  });
}

function conflictSentence(model: GraphAsset, { ancestor, clauses, how }: Conflict): string {
  const words = joinWords(clauses.map((c) => CLAUSE_WORDS[c]));
  const its = `${shortName(ancestor)} (${quoted(textProp(ancestor, "license") ?? "")})`;
  if (how === "forbidden") return `${its} asks for ${words}, and the model is deployed for commercial use.`;
  return `${its} asks for ${words}; the model's own licence ${quoted(textProp(model, "license") ?? "")} keeps none of it.`;
}

const STEPS = [
  {
    title: "Read the terms side by side",
    text: "Compare the licence texts of the model and of the named ancestors with the people who answer for licences; some terms can be met by a notice or a name.",
  },
  {
    title: "Relicense, replace or ask",
    text: "Publish the model under a licence that keeps the ancestor's terms, build it on a base whose terms fit the use, or obtain other terms in writing and record them.",
  },
  {
    title: "Prove it",
    text: "Run the source again: the finding closes when the model's licence keeps the clauses of every ancestor and its use is allowed.",
  },
];

function failure(model: GraphAsset, graph: Graph, conflicts: readonly [Conflict, ...Conflict[]]): Outcome {
  const [first] = conflicts;
  const published = textProp(model, "visibility") === "public";
  const runner = loadersOf(graph, model).find((l) => l.kind === "infra" && runState(l) === "yes");
  const shown = conflicts.slice(0, 2).map((c) => conflictSentence(model, c));
  const rest = conflicts.length > 2 ? ` ${conflicts.length - 2} more conflicts.` : "";
  return {
    result: "fail",
    identity: null,
    severity: published ? "high" : "medium",
    threat: "posture",
    confidence: null,
    title:
      first.how === "dropped"
        ? `The ${shortName(model)} model drops licence terms it inherits`
        : `The ${shortName(model)} model is used against its base's licence`,
    message: `${shown.join(" ")}${rest}${published ? " Raised to high: its weights are public." : ""}`,
    evidenceIds: evidenceOf(...conflicts.map((c) => c.edge), model, ...conflicts.map((c) => c.ancestor)),
    path: runner ? [model.id, runner.id] : [model.id],
    fix: { key: `MODEL-018|${model.key}`, title: `Settle the licence of ${shortName(model)}`, steps: STEPS },
  };
}

function evaluate(model: GraphAsset, graph: Graph): Outcome[] {
  const { terms, unknown } = ancestorTerms(model, graph);
  const [first, ...rest] = conflictsOf(model, graph, terms);
  if (first) return [failure(model, graph, [first, ...rest])];
  if (terms.length > 0 && keptBy(textProp(model, "license")) === null)
    return [inconclusive("not_observed", "The model's own licence: it is not stated, or in no table.")];
  if (unknown.length > 0) return [inconclusive("not_observed", `The licence terms of ${nameList(unknown)}.`)];
  return [PASS];
}

export const MODEL_018 = defineRule({
  id: "MODEL-018",
  version: 1,
  maturity: "stable",
  faultLine: "model",
  hazard: "LICENCE",
  severity: "medium",
  title: "Licence conflict in lineage",
  risk: "Restrictive terms get lost from base to product more often than not; whoever deploys the product answers for them.",
  remediation: [
    "Relicense the model so that it keeps its ancestors' terms, or replace the base.",
    "Obtain other terms in writing, and show the notices that the terms ask for.",
  ],
  references: ["arXiv 2509.09873, licence terms across datasets, models and applications"],
  controls: {
    "OWASP LLM 2025": ["LLM03"],
    "NIST AI RMF": ["GOVERN 6.1", "MAP 4.1"],
    "EU AI Act": ["Art.53(1)(c)", "Art.25(4)"],
  },
  reads: [
    "model.license",
    "model.use",
    "model.visibility",
    "dataset.license",
    "derived_from",
    "trained_on",
    "loads",
    "infra.state",
  ],
  population: (graph) => graph.ofKind("model").filter((m) => m.open && parentEdges(m, graph).length > 0),
  evaluate,
});
