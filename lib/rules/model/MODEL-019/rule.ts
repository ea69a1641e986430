import { targets } from "@/lib/graph/build-graph";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import { loadersOf, runState } from "@/lib/graph/predicates";
import { flagProp, textProp, textsProp } from "@/lib/graph/props";
import { defineRule, type Outcome } from "../../define";
import { evidenceOf, inconclusive, PASS } from "../../outcome";
import { joinWords, shortName } from "../../wording";

const SECTION_WORDS = {
  intended_use: "intended use",
  training_data: "training data",
  evaluation: "evaluation",
  limits: "limits",
  base_model: "base model",
} as const;
type Section = keyof typeof SECTION_WORDS;
const SECTIONS = Object.keys(SECTION_WORDS) as Section[];

/** A model trained from nothing has no base to name; one whose kind nobody states may have one, so its card must say. */
function needsBase(model: GraphAsset, graph: Graph): boolean {
  if (graph.out(model.id, "derived_from").length > 0) return true;
  return model.subtype !== "base" && model.subtype !== "checkpoint";
}

const HIGH_RISK = new Set(["eu_high", "high", "gpai"]);

/** The record that puts the model into a high-risk or general-purpose system: its own, its system's, or its server's system's. */
function highRiskSystem(model: GraphAsset, graph: Graph): GraphAsset | null {
  const servers = loadersOf(graph, model).filter((l) => l.kind === "infra" && runState(l) !== "no");
  const systems = [model, ...servers].flatMap((a) =>
    targets(graph, a.id, "part_of").filter((t) => t.kind === "system"),
  );
  return [model, ...systems].find((a) => HIGH_RISK.has(textProp(a, "risk_class") ?? "")) ?? null;
}

function stepsFor(missing: readonly string[], noCard: boolean) {
  return [
    {
      title: noCard ? "Write the card" : "Complete the card",
      text: noCard
        ? "Describe intended use, training data, evaluation, limits and, where there is one, the base model, in the model's repository or its BOM entry."
        : `Add ${joinWords(missing)} to the card, with links to the evaluations it speaks of.`,
    },
    {
      title: "Ask for it at promotion",
      text: "Let no model be promoted whose card leaves these sections out.",
    },
    { title: "Prove it", text: "Run the source again: the finding closes when the card holds every required section." },
  ];
}

function failure(model: GraphAsset, graph: Graph, missing: readonly Section[] | null): Outcome {
  const system = highRiskSystem(model, graph);
  const words = (missing ?? []).map((s) => SECTION_WORDS[s]);
  const runner = loadersOf(graph, model).find((l) => l.kind === "infra" && runState(l) === "yes");
  const only = words.length === 1 ? words[0] : undefined;
  const title =
    missing === null
      ? `The ${shortName(model)} model has no model card`
      : `The ${shortName(model)} model's card ${only ? `does not state its ${only}` : "leaves required parts out"}`;
  const raised = system ? " Raised to medium: it serves a high-risk or general-purpose system." : "";
  return {
    result: "fail",
    identity: null,
    severity: system ? "medium" : "low",
    threat: "posture",
    confidence: null,
    title,
    message: `${missing === null ? `No card describes ${shortName(model)}.` : `The card of ${shortName(model)} leaves out ${joinWords(words)}.`}${raised}`,
    evidenceIds: evidenceOf(model, system),
    path: runner ? [model.id, runner.id] : [model.id],
    fix: {
      key: `MODEL-019|${model.key}`,
      title: `${missing === null ? "Write" : "Complete"} the card of ${shortName(model)}`,
      steps: stepsFor(words, missing === null),
    },
  };
}

function evaluate(model: GraphAsset, graph: Graph): Outcome[] {
  const hasCard = flagProp(model, "has_card");
  if (hasCard === null)
    return [inconclusive("not_observed", "Whether the model has a card: no source looked for one.")];
  if (!hasCard) return [failure(model, graph, null)];
  const present = textsProp(model, "card_sections");
  if (present === null) return [inconclusive("not_observed", "The card's sections: no source has read them.")];
  const required = SECTIONS.filter((s) => s !== "base_model" || needsBase(model, graph));
  const missing = required.filter((s) => !present.includes(s));
  return [missing.length > 0 ? failure(model, graph, missing) : PASS];
}

export const MODEL_019 = defineRule({
  id: "MODEL-019",
  version: 1,
  maturity: "stable",
  faultLine: "model",
  hazard: "GOV",
  severity: "low",
  title: "Model card missing or incomplete",
  risk: "Nobody can check a use against what the model was made for. A gap in governance, with no attack of its own.",
  remediation: ["Complete the card and link its evaluations.", "Let promotion require the sections."],
  references: ["Mitchell et al., Model Cards for Model Reporting (2019)"],
  controls: {
    CWE: ["CWE-1059"],
    "NIST AI RMF": ["MAP 2.3", "GOVERN 1.4"],
    "EU AI Act": ["Art.11", "Art.13", "Art.53(1)(a)"],
  },
  reads: [
    "model.has_card",
    "model.card_sections",
    "derived_from",
    "part_of",
    "system.risk_class",
    "loads",
    "infra.state",
  ],
  // A hosted model is its provider's to describe.
  population: (graph) => graph.ofKind("model").filter((m) => m.open && m.subtype !== "hosted"),
  evaluate,
});
