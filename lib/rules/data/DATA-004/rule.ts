import { origins } from "@/lib/graph/build-graph";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import { deployed, loadersOf, runState } from "@/lib/graph/predicates";
import { textProp } from "@/lib/graph/props";
import { defineRule, type Outcome } from "../../define";
import { CLAUSE_WORDS, type Clause, clausesOf, isProprietary, statesNoLicence } from "../../licence-clauses";
import { evidenceOf, inconclusive, PASS } from "../../outcome";
import { agrees, joinWords, nameList, quoted, shortName } from "../../wording";

const USE_LIMITS: readonly Clause[] = ["non_commercial", "research_only", "no_derivatives"];
const RESEARCH_USES = new Set(["research", "evaluation", "academic"]);

function maybeDeployedModels(dataset: GraphAsset, graph: Graph): GraphAsset[] {
  return origins(graph, dataset.id, "trained_on").filter((m) => m.open && deployed(graph, m) !== "no");
}

/** Clauses that a stated use breaks. To a no-derivatives text, a model trained on the data is a changed version of it. */
function broken(limits: readonly Clause[], use: string | null): Clause[] {
  if (use === null || RESEARCH_USES.has(use.toLowerCase())) return [];
  return limits.filter((c) => c !== "non_commercial" || use.toLowerCase() === "commercial");
}

type Breach = { models: GraphAsset[]; clauses: Clause[]; missing: boolean };

function failure(dataset: GraphAsset, graph: Graph, breach: Breach): Outcome {
  const { models, clauses, missing } = breach;
  const licence = textProp(dataset, "license");
  const edges = models.flatMap((m) => graph.in(dataset.id, "trained_on").find((e) => e.from === m.id) ?? []);
  const first = models[0];
  const loader = first ? loadersOf(graph, first).find((l) => l.kind === "infra" && runState(l) === "yes") : undefined;
  const use = first ? textProp(first, "use") : null;
  const words = joinWords(clauses.map((c) => CLAUSE_WORDS[c]));
  return {
    result: "fail",
    identity: null,
    severity: "medium",
    threat: "posture",
    confidence: null,
    title: missing
      ? `The ${shortName(dataset)} data is used without a licence`
      : `The licence of the ${shortName(dataset)} data forbids its use`,
    message: missing
      ? `${shortName(dataset)} trains ${nameList(models)}, which ${agrees(models.length, "runs", "run")}, and its record states ${licence === null ? "no licence" : `the licence only as ${quoted(licence)}`}.`
      : `${shortName(dataset)} is licensed ${quoted(licence ?? "")}, which says ${words}; it trains ${nameList(models)}, which ${agrees(models.length, "runs", "run")}${use ? ` for ${quoted(use)} use` : ""}.`,
    evidenceIds: evidenceOf(dataset, ...edges, ...models),
    path: [dataset.id, ...(first ? [first.id] : []), ...(loader ? [loader.id] : [])],
    fix: {
      key: `DATA-004|${dataset.key}`,
      title: `Settle the rights to ${shortName(dataset)}`,
      steps: [
        {
          title: "Find the terms",
          text: missing
            ? "Look for the licence where the data was published, or ask the people who gave it; write its SPDX id into the dataset's record."
            : "Read the licence against the way the models are used, together with the people who answer for licences.",
        },
        {
          title: "Get the right, or another dataset",
          text: "Where the terms do not allow the use, obtain permission in writing, or replace the data and train the named models again.",
        },
        {
          title: "Prove it",
          text: "Run the source again: the finding closes when the record states a licence whose clauses allow the stated use of every deployed model it trains.",
        },
      ],
    },
  };
}

const NOT_RUNNING = inconclusive("not_observed", "Whether the infrastructure that loads its models is running.");

function underLimits(dataset: GraphAsset, graph: Graph, limits: readonly Clause[], live: GraphAsset[]): Outcome {
  const models = live.filter((m) => broken(limits, textProp(m, "use")).length > 0);
  const clauses = limits.filter((c) => models.some((m) => broken([c], textProp(m, "use")).length > 0));
  if (models.length > 0) return failure(dataset, graph, { models, clauses, missing: false });
  if (live.length === 0) return NOT_RUNNING;
  const silent = live.filter((m) => textProp(m, "use") === null);
  if (silent.length === 0) return PASS;
  return inconclusive("not_observed", `What ${nameList(silent)} is used for: the data's licence limits the use.`);
}

function evaluate(dataset: GraphAsset, graph: Graph): Outcome[] {
  if (dataset.props.license === undefined)
    return [inconclusive("not_observed", "The dataset's licence: no source looked for it.")];
  const licence = textProp(dataset, "license");
  const live = maybeDeployedModels(dataset, graph).filter((m) => deployed(graph, m) === "yes");
  if (statesNoLicence(licence) || licence === null)
    return [live.length > 0 ? failure(dataset, graph, { models: live, clauses: [], missing: true }) : NOT_RUNNING];
  const set = clausesOf(licence);
  const limits = USE_LIMITS.filter((c) => set.clauses.has(c));
  if (limits.length > 0) {
    return [underLimits(dataset, graph, limits, live)];
  }
  if (set.complete || (isProprietary(licence) && dataset.props.proprietary === true)) return [PASS];
  return [inconclusive("not_observed", `What the licence ${quoted(licence)} asks: it is in no table.`)];
}

export const DATA_004 = defineRule({
  id: "DATA-004",
  version: 1,
  maturity: "stable",
  faultLine: "data",
  hazard: "LICENCE",
  severity: "medium",
  title: "Dataset licence is missing or forbids the use",
  risk: "The exposure is legal, not technical, and every model derived from the data carries it on unchanged.",
  remediation: [
    "Obtain the right to use the data, or swap it and train again.",
    "Let no model be promoted whose training data states no licence.",
  ],
  references: ["arXiv 2509.09873, licence terms across datasets, models and applications"],
  controls: {
    "NIST AI RMF": ["GOVERN 6.1", "MAP 4.1"],
    "EU AI Act": ["Art.10(2)", "Art.53(1)(c)"],
  },
  reads: ["dataset.license", "model.use", "trained_on", "loads", "infra.state"],
  population: (graph) => graph.ofKind("dataset").filter((d) => d.open && maybeDeployedModels(d, graph).length > 0),
  evaluate,
});
