import type { Threat } from "@/lib/domain/finding";
import type { Severity } from "@/lib/domain/severity";
import { showText } from "@/lib/domain/text";
import type { Graph, GraphAsset, GraphEdge } from "@/lib/graph/graph";
import { runState } from "@/lib/graph/predicates";
import { flagProp, numberProp, textProp } from "@/lib/graph/props";
import { defineRule, type Outcome } from "../../define";
import { evidenceOf, inconclusive, PASS } from "../../outcome";
import { joinWords, nounOf, shortName } from "../../wording";
import { bareName, inAiStack, packagesOf, unitsOf } from "../ai-stack";

/** What carries the weakness in a unit: a package it runs, or the unit itself where only its product version is known. */
type Hit = { carrier: GraphAsset; edge: GraphEdge; advisory: GraphAsset };

function hitsOn(carrier: GraphAsset, graph: Graph): Hit[] {
  return graph.out(carrier.id, "affected_by").flatMap((edge) => {
    const advisory = graph.assets.get(edge.to);
    return advisory?.open ? [{ carrier, edge, advisory }] : [];
  });
}

/** Infra that is known to be stopped runs nothing; infra of unknown state is judged, and its exposure says what is not known. */
function isUnit(asset: GraphAsset): boolean {
  if (asset.kind === "plugin") return asset.open;
  return asset.kind === "infra" && asset.open && runState(asset) !== "no";
}

/** A package stands for itself only while nobody is known to use it. */
function hitsOf(unit: GraphAsset, graph: Graph): Hit[] {
  if (unit.kind === "package") {
    if (!unit.open || unitsOf(unit, graph).length > 0 || !inAiStack(unit, null, graph)) return [];
    return hitsOn(unit, graph);
  }
  if (!isUnit(unit)) return [];
  return [unit, ...packagesOf(unit, graph).filter((p) => p.open)]
    .filter((carrier) => inAiStack(carrier, unit, graph))
    .flatMap((carrier) => hitsOn(carrier, graph));
}

const CVSS_BANDS: readonly (readonly [number, Severity])[] = [
  [9, "critical"],
  [7, "high"],
  [4, "medium"],
];

/** CVSS band, else the severity word of the advisory; null when it states neither, "below" under CVSS 4. */
function severityOf(advisory: GraphAsset): Severity | "below" | null {
  const cvss = numberProp(advisory, "cvss");
  if (cvss !== null) return CVSS_BANDS.find(([from]) => cvss >= from)?.[1] ?? "below";
  const word = textProp(advisory, "severity")?.toLowerCase();
  if (word === "critical" || word === "high" || word === "medium") return word;
  return word === "low" || word === "info" || word === "none" ? "below" : null;
}

/** EPSS thresholds .5, .1 and .01; a published proof of concept counts as demonstrated. */
function threatOf(advisory: GraphAsset): Threat {
  const epss = numberProp(advisory, "epss") ?? 0;
  if (epss >= 0.5) return "weaponised";
  if (epss >= 0.1) return "incident";
  const poc = flagProp(advisory, "poc") === true || textProp(advisory, "ssvc") === "poc";
  return epss >= 0.01 || poc ? "demonstrated" : "posture";
}

function exploited(advisory: GraphAsset): boolean {
  return (
    flagProp(advisory, "exploited") === true ||
    flagProp(advisory, "exploited_by_us") === true ||
    textProp(advisory, "kev_at") !== null ||
    textProp(advisory, "ssvc") === "active"
  );
}

/** A statement that the weakness does not count here. not_affected and false_positive need a justification to be believed. */
function excused({ edge, advisory }: Hit): boolean {
  const state = textProp(edge, "vex_state");
  if (state === "resolved" || state === "resolved_with_pedigree" || textProp(advisory, "withdrawn") !== null)
    return true;
  return (state === "not_affected" || state === "false_positive") && textProp(edge, "vex_justification") !== null;
}

function versionOf(carrier: GraphAsset): string | null {
  return textProp(carrier, "version") ?? /@([^?#]+)/.exec(carrier.key.replace(/^pkg:[^/]+\/(%40|@)/, ""))?.[1] ?? null;
}

function nameOf(carrier: GraphAsset): string {
  return showText(carrier.kind === "package" ? bareName(carrier) : (textProp(carrier, "product") ?? carrier.name), 40);
}

/** Two names share one title, so each is cut shorter than a lone one. */
function subjectOf(unit: GraphAsset, carrier: GraphAsset): string {
  if (unit.kind === "package") return `The ${nameOf(unit)} package`;
  if (carrier.id === unit.id) return `The ${shortName(unit)} ${nounOf(unit)}`;
  return `${showText(nameOf(carrier), 24)} in ${showText(unit.name, 30)}`;
}

function stepsFor(name: string, unit: GraphAsset, fixedIn: string | null) {
  const to = fixedIn ? `to ${showText(fixedIn, 40)} or later` : "to a version outside the advisory's range";
  return [
    { title: `Upgrade ${name}`, text: `Raise ${name} in ${shortName(unit)} ${to}, in the normal cycle, and redeploy.` },
    {
      title: "Where it cannot be reached",
      text: "If the weak code is never reached here, say so with a VEX statement: not_affected, with its justification.",
    },
    {
      title: "Prove it",
      text: "Load the unit's new BOM: the finding closes when the version on record is no longer affected.",
    },
  ];
}

function messageOf(unit: GraphAsset, hits: readonly Hit[], advisory: GraphAsset): string {
  const things = hits.map(({ carrier }) => {
    const version = versionOf(carrier);
    return version ? `${nameOf(carrier)} ${showText(version, 30)}` : nameOf(carrier);
  });
  const cvss = numberProp(advisory, "cvss");
  const epss = numberProp(advisory, "epss");
  const facts = [
    cvss === null ? "no CVSS score stated" : `CVSS ${cvss}`,
    epss === null ? "EPSS not known" : `EPSS ${epss}`,
    flagProp(advisory, "exploited") === null ? "whether it is exploited is not known" : "no exploitation on record",
  ];
  const state = unit.kind === "infra" && runState(unit) === "unknown" ? " Whether it runs is not known." : "";
  const where =
    unit.kind === "package" ? "No running unit is known to use it." : `${shortName(unit)} runs ${joinWords(things)}.`;
  const claim = hits.some((h) => textProp(h.edge, "vex_state") === "not_affected")
    ? " A statement says not_affected, but gives no justification."
    : "";
  return `${showText(advisory.key, 40)} affects ${joinWords(things)}: ${facts.join(", ")}. ${where}${state}${claim}`;
}

function judge(unit: GraphAsset, advisory: GraphAsset, all: readonly Hit[]): Outcome {
  const [first, ...rest] = all.filter((h) => !excused(h));
  if (!first) return PASS;
  const id = showText(advisory.key, 40);
  if (exploited(advisory))
    return inconclusive(
      "not_observed",
      `${id} is known to be exploited: the rule for exploited weaknesses (INFRA-007) judges it, and it is not built yet.`,
    );
  const severity = severityOf(advisory);
  if (severity === "below") return PASS;
  if (severity === null)
    return inconclusive("not_observed", `How severe ${id} is: its record states neither CVSS nor severity.`);
  const hits = [first, ...rest];
  const name = nameOf(first.carrier);
  return {
    result: "fail",
    identity: advisory.key,
    severity,
    threat: threatOf(advisory),
    confidence: null,
    title: `${subjectOf(unit, first.carrier)} has a known ${severity} weakness`,
    message: messageOf(unit, hits, advisory),
    evidenceIds: evidenceOf(...hits.map((h) => h.edge), ...hits.map((h) => h.carrier), advisory, unit),
    path: [unit.id, ...(first.carrier.id === unit.id ? [] : [first.carrier.id])],
    fix: {
      key: `INFRA-008|${unit.key}|${first.carrier.kind === "package" ? bareName(first.carrier) : "product"}`,
      title: `Upgrade ${name} in ${shortName(unit)}`,
      steps: stepsFor(name, unit, textProp(first.edge, "fixed_in") ?? textProp(advisory, "fixed_in")),
    },
  };
}

function evaluate(unit: GraphAsset, graph: Graph): Outcome[] {
  const byAdvisory = Map.groupBy(hitsOf(unit, graph), (h) => h.advisory);
  return [...byAdvisory].map(([advisory, hits]) => judge(unit, advisory, hits));
}

export const INFRA_008 = defineRule({
  id: "INFRA-008",
  version: 1,
  maturity: "stable",
  faultLine: "infrastructure",
  hazard: "VULN",
  // Each failure takes the advisory's band; this is the least that can fail.
  severity: "medium",
  title: "Known weakness in the AI stack, not known to be exploited",
  risk: "Most published weaknesses are never used; how likely the next one is decides the order of work.",
  remediation: [
    "Upgrade in the normal cycle.",
    "Where the weak code is never reached, say so with a justified VEX statement.",
  ],
  references: ["FIRST, Exploit Prediction Scoring System", "CVSS 4.0 specification"],
  controls: {
    "MITRE ATLAS": ["AML.T0010.001"],
    "OWASP LLM 2025": ["LLM03"],
    "OWASP ML 2023": ["ML06"],
    CWE: ["CWE-1395"],
    "NIST AI RMF": ["MANAGE 3.1"],
    "EU AI Act": ["Art.15(5)"],
  },
  reads: [
    "affected_by",
    "uses",
    "contains",
    "advisory.cvss",
    "advisory.epss",
    "advisory.kev_at",
    "advisory.exploited",
    "infra.state",
  ],
  population: (graph) =>
    (["package", "infra", "plugin"] as const).flatMap((kind) =>
      graph.ofKind(kind).filter((unit) => hitsOf(unit, graph).length > 0),
    ),
  evaluate,
});
