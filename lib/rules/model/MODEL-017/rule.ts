import { EVIDENCE_CLASSES } from "@/db/enums";
import type { Graph, GraphAsset, GraphEdge } from "@/lib/graph/graph";
import { deployed, loadersOf, runState } from "@/lib/graph/predicates";
import { defineRule, type Outcome } from "../../define";
import { evidenceOf, inconclusive, PASS } from "../../outcome";
import { joinWords, quoted, shortName } from "../../wording";

/** Ways of making a model that have exactly one model to start from. */
const ONE_BASE = new Set<string | null>(["adapter", "quantize", "finetune", "finetune_pickle", "convert", "unknown"]);
/** Models that cannot exist without another one. */
const DEPENDENT = new Set(["adapter", "quantized", "merge"]);

function bases(model: GraphAsset, graph: Graph): GraphEdge[] {
  return graph.out(model.id, "derived_from").filter((e) => e.to !== model.id);
}

/** Everything a model comes from, itself included. */
function ancestry(start: number, graph: Graph): Set<number> {
  const seen = new Set([start]);
  for (const id of seen) for (const edge of graph.out(id, "derived_from")) seen.add(edge.to);
  return seen;
}

type Conflict = { followed: GraphEdge; claimed: GraphEdge };

/**
 * Two records of one model that start it from different bases, of unequal weight: the one a loader follows, and the one
 * that only claims. A card may name the base of the base: that is no contradiction.
 */
function conflictsOf(model: GraphAsset, graph: Graph): Conflict[] {
  const edges = bases(model, graph).filter((e) => ONE_BASE.has(e.variant));
  return edges.flatMap((claimed) => {
    const followed = edges.find(
      (e) =>
        e.to !== claimed.to &&
        EVIDENCE_CLASSES[e.class] < EVIDENCE_CLASSES[claimed.class] &&
        !ancestry(e.to, graph).has(claimed.to) &&
        !ancestry(claimed.to, graph).has(e.to),
    );
    return followed ? [{ followed, claimed }] : [];
  });
}

const STEPS = [
  {
    title: "Find out which base it is",
    text: "Ask whoever made the model, read the training job's log, or compare tensor shapes and hashes with the candidates. The loader follows the configuration file, whatever the card says.",
  },
  {
    title: "Write it down once",
    text: "Name the base with its revision in the configuration and in the card, and let both say the same.",
  },
  {
    title: "Prove it",
    text: "Run the source again: the finding closes when every record names one base that is known.",
  },
];

function failure(
  model: GraphAsset,
  graph: Graph,
  o: Pick<Extract<Outcome, { result: "fail" }>, "identity" | "title" | "message" | "evidenceIds">,
): Outcome {
  const runner = loadersOf(graph, model).find((l) => l.kind === "infra" && runState(l) === "yes");
  return {
    result: "fail",
    severity: "medium",
    threat: "posture",
    confidence: null,
    path: runner ? [model.id, runner.id] : [model.id],
    fix: { key: `MODEL-017|${model.key}`, title: `Settle what ${shortName(model)} was made from`, steps: STEPS },
    ...o,
  };
}

function conflict(model: GraphAsset, graph: Graph, found: readonly [Conflict, ...Conflict[]]): Outcome {
  const name = (edge: GraphEdge) => quoted(graph.assets.get(edge.to)?.name ?? "");
  const claims = [...new Set(found.map((c) => name(c.claimed)))];
  return failure(model, graph, {
    identity: "conflict",
    title: `Two records disagree about what ${shortName(model)} was made from`,
    message: `Its configuration starts it from ${name(found[0].followed)}, another record says ${joinWords(claims)}. Verdicts, licences and recalls follow the first; they miss the model if the other is true.`,
    evidenceIds: evidenceOf(found[0].followed, ...found.map((c) => c.claimed), model),
  });
}

function evaluate(model: GraphAsset, graph: Graph): Outcome[] {
  const [first, ...rest] = conflictsOf(model, graph);
  if (first) return [conflict(model, graph, [first, ...rest])];
  if (bases(model, graph).length > 0) return [PASS];
  const running = deployed(graph, model);
  if (running === "no") return [PASS];
  if (running === "unknown") return [inconclusive("not_observed", "Whether the model is deployed.")];
  const kind =
    model.subtype === "quantized" ? "A quantised model" : model.subtype === "merge" ? "A merge" : "An adapter";
  return [
    failure(model, graph, {
      identity: "unknown",
      title: `Nobody can say what ${shortName(model)} was made from`,
      message: `${kind} is only a part of another model, and no record names that model. No verdict, licence or recall of the base reaches it.`,
      evidenceIds: evidenceOf(model),
    }),
  ];
}

export const MODEL_017 = defineRule({
  id: "MODEL-017",
  version: 1,
  maturity: "stable",
  faultLine: "model",
  hazard: "PROV",
  severity: "medium",
  title: "Lineage unknown or contradictory",
  risk: "What is found on a base can only be traced to the models that admit to it; a missing or wrong base breaks every recall.",
  remediation: [
    "Recover base and relation from configuration, tensor hashes or the author, and record them with a digest.",
    "Refuse promotion without a base id that all records agree on.",
  ],
  references: ["Trend Micro, Fault Lines in the AI Ecosystem"],
  controls: {
    "MITRE ATLAS": ["AML.T0010.003"],
    "OWASP LLM 2025": ["LLM03"],
    "OWASP ML 2023": ["ML07"],
    CWE: ["CWE-1357"],
    "NIST AI RMF": ["MAP 2.3", "MAP 4.1"],
    "EU AI Act": ["Art.11", "Art.25(4)"],
  },
  reads: ["model.subtype", "derived_from", "loads", "infra.state"],
  population: (graph) =>
    graph.ofKind("model").filter((m) => m.open && (DEPENDENT.has(m.subtype) || bases(m, graph).length > 1)),
  evaluate,
});
