import { origins } from "@/lib/graph/build-graph";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import { levelsOf } from "@/lib/graph/levels";
import { deployed, loadersOf, runState } from "@/lib/graph/predicates";
import { textProp, textsProp } from "@/lib/graph/props";
import { defineRule, type Outcome } from "../../define";
import { evidenceOf, inconclusive, PASS } from "../../outcome";
import { agrees, nameList, shortName } from "../../wording";

/** A model at this criticality makes an unknown origin a matter of customers or safety. */
const HIGH_FROM_CRITICALITY = 3;
const ORIGIN_PROPERTIES = ["license", "source_urls", "collection_statement", "publisher"];

function trainedModels(dataset: GraphAsset, graph: Graph): GraphAsset[] {
  return origins(graph, dataset.id, "trained_on").filter((m) => m.open);
}

/** The first thing on record that says where the data comes from; null when nothing does. */
function originOf(dataset: GraphAsset, graph: Graph): string | null {
  if ((textsProp(dataset, "source_urls") ?? []).length > 0) return "source_urls";
  if (graph.out(dataset.id, "derived_from").length > 0) return "derived_from";
  if (graph.out(dataset.id, "generated_by").length > 0) return "generated_by";
  if (textProp(dataset, "publisher") !== null || graph.out(dataset.id, "published_by").length > 0) return "publisher";
  if (textProp(dataset, "collection_statement") !== null) return "collection_statement";
  return null;
}

function evaluate(dataset: GraphAsset, graph: Graph): Outcome[] {
  if (originOf(dataset, graph) !== null) return [PASS];
  if (!ORIGIN_PROPERTIES.some((name) => name in dataset.props))
    return [inconclusive("not_observed", "The dataset is only referred to; no source gave its record.")];
  const models = trainedModels(dataset, graph);
  const live = models.filter((m) => deployed(graph, m) === "yes");
  const [model] = live;
  if (!model) return [inconclusive("not_observed", "Whether the infrastructure that loads its models is running.")];
  const criticality = levelsOf(graph).get(dataset.id)?.criticality ?? null;
  const raised = criticality !== null && criticality >= HIGH_FROM_CRITICALITY;
  const loader = loadersOf(graph, model).find((l) => l.kind === "infra" && runState(l) === "yes");
  const edge = graph.in(dataset.id, "trained_on").find((e) => e.from === model.id);
  const why = raised ? ` Raised to high: what depends on it has criticality ${criticality}.` : "";
  return [
    {
      result: "fail",
      identity: null,
      severity: raised ? "high" : "medium",
      threat: "posture",
      confidence: null,
      title: `Nobody can say where the ${shortName(dataset)} data comes from`,
      message: `${shortName(dataset)} trains ${nameList(live)}, which ${agrees(live.length, "runs", "run")}, but its record names no source, no publisher, no parent data and no way of collection.${why}`,
      evidenceIds: evidenceOf(dataset, edge, model),
      path: [dataset.id, model.id, ...(loader ? [loader.id] : [])],
      fix: {
        key: `DATA-003|${dataset.key}`,
        title: `Record where ${shortName(dataset)} comes from`,
        steps: [
          {
            title: "Ask who gathered it",
            text: "Find out from the owner of the dataset or of the model it trains where the records came from, how they were gathered and for which dates.",
          },
          {
            title: "Write it into the record",
            text: "State source addresses, publisher and a sentence about collection in the dataset's BOM entry or card. Where it was made from other data, name that data as its parent.",
          },
          {
            title: "Where nobody knows",
            text: "Replace the dataset by one of known origin and train the model again; keep the old version as closed, so that its lineage stays visible.",
          },
          {
            title: "Prove it",
            text: "Run the source again: the finding closes when the record names a source, a publisher, a parent or a way of collection.",
          },
        ],
      },
    },
  ];
}

export const DATA_003 = defineRule({
  id: "DATA-003",
  version: 1,
  maturity: "stable",
  faultLine: "data",
  hazard: "PROV",
  severity: "medium",
  title: "Dataset of unknown origin feeds a deployed model",
  risk: "Data that nobody can trace cannot be checked for poisoning, rights or bias. It is missing knowledge, not proof of harm.",
  remediation: [
    "Record source, publisher, way and dates of collection in the dataset's record.",
    "Replace the data and train again where its origin cannot be found.",
  ],
  references: [
    "Trend Micro, Fault Lines in the AI Ecosystem",
    "MITRE ATLAS case study AML.CS0006 (misconfigured source repository)",
  ],
  controls: {
    "MITRE ATLAS": ["AML.T0010.002", "AML.T0019"],
    "OWASP LLM 2025": ["LLM03", "LLM04"],
    "OWASP ML 2023": ["ML02"],
    CWE: ["CWE-1357"],
    "NIST AI RMF": ["MAP 2.3", "MAP 4.1"],
    "EU AI Act": ["Art.10(2)", "Art.11", "Art.53(1)(d)"],
  },
  reads: [
    "dataset.source_urls",
    "dataset.publisher",
    "dataset.collection_statement",
    "trained_on",
    "derived_from",
    "loads",
    "infra.state",
  ],
  population: (graph) =>
    graph.ofKind("dataset").filter((d) => d.open && trainedModels(d, graph).some((m) => deployed(graph, m) !== "no")),
  evaluate,
});
