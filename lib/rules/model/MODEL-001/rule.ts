import { confirmingEngines, EngineWord } from "@/lib/domain/engine-result";
import { CONFIDENCE_THREAT, Confidence } from "@/lib/domain/finding";
import { cutMiddle, showText } from "@/lib/domain/text";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import { scanVerdict } from "@/lib/graph/predicates";
import { objectProp, textProp, textsProp } from "@/lib/graph/props";
import { defineRule, type Outcome } from "../../define";
import { evidenceOf, inconclusive, PASS, textsOf } from "../../outcome";
import { agrees, nameList, shortName } from "../../wording";
import { loadedFile } from "../loaded-file";

const BEARS_A_MODEL = new Set(["weights", "archive"]);

/** What other engines say of the file; a word that is not understood counts for nothing. */
function enginesOf(file: GraphAsset): EngineWord[] {
  const { engines } = file.props;
  return (Array.isArray(engines) ? engines : []).flatMap((word) => {
    const parsed = EngineWord.safeParse(word);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Other families that call these very bytes malicious. */
function confirming(file: GraphAsset): EngineWord[] {
  return confirmingEngines(textsProp(objectProp(file, "scan") ?? { props: {} }, "imports") ?? [], enginesOf(file));
}

/** Files that a scan looked at, and weights that none has; files the scan found to be no model files are not judged. */
function isJudged(file: GraphAsset): boolean {
  if (!file.open) return false;
  const scan = objectProp(file, "scan");
  if (confirming(file).length > 0) return true;
  if (!scan) return BEARS_A_MODEL.has(file.subtype);
  return !(textsProp(scan, "reasons") ?? []).includes("not_a_model");
}

/**
 * How well the verdict is supported. The pipeline writes it; a malicious verdict that came without one claims the least
 * that such a verdict can. A second engine of another family makes it confirmed; one engine alone never is.
 */
function confidenceOf(file: GraphAsset): Confidence {
  const families = confirming(file).length + (scanVerdict(file) === "malicious" ? 1 : 0);
  if (families >= 2) return "confirmed";
  const scan = objectProp(file, "scan");
  const parsed = Confidence.safeParse(scan ? textProp(scan, "confidence") : null);
  return parsed.success ? parsed.data : "suspicious";
}

const CONFIDENCE_WORDS: Record<Confidence, string> = {
  confirmed: "Two independent engines, a known bad digest or its behaviour confirm it",
  high: "One engine is certain; no second has confirmed it",
  suspicious: "The verdict is likely, not certain",
  heuristic: "The verdict rests on a heuristic alone",
};

const STEPS = [
  {
    title: "Quarantine the bytes",
    text: "Block the file by its digest in every registry, bucket and cache that holds it, and stop what loads it.",
  },
  {
    title: "Treat its hosts as compromised",
    text: "Every machine or job that loaded the file ran its code: isolate it, rotate the secrets it could reach and check what its identity did since.",
  },
  {
    title: "Replace it",
    text: "Take the model from a trusted source in a format that holds no code, such as safetensors, and pin it by digest.",
  },
  {
    title: "Prove it",
    text: "Run the sources again: the finding closes when no place holds these bytes and nothing loads them.",
  },
];

function failure(file: GraphAsset, graph: Graph): Outcome {
  const { models, runners, subject, path } = loadedFile(file, graph);
  const scan = objectProp(file, "scan");
  const confidence = confidenceOf(file);
  const what = showText(textProp(file, "file_name") ?? file.name, 60);
  const digest = cutMiddle(file.key.replace(/^sha256:/, ""));
  const where = models.length > 0 ? ` of ${nameList(models)}` : "";
  const who =
    runners.length > 0
      ? ` ${nameList(runners)} ${agrees(runners.length, "loads", "load")} it now.`
      : " No running infrastructure is known to load it.";
  const others = confirming(file);
  const agreed = others.length > 0 ? ` ${nameWords(file, others)} say so.` : "";
  const contained = subject ? graph.in(file.id, "contains").find((e) => e.from === subject.id) : undefined;
  const scanEvidence = textsOf(scan?.props.evidence);
  const name = subject ? `The ${shortName(subject)} model` : `The file ${shortName({ ...file, name: what })}`;
  return {
    result: "fail",
    identity: null,
    severity: "critical",
    threat: CONFIDENCE_THREAT[confidence],
    confidence,
    title: `${name} runs hidden code when it is loaded`,
    message: `${what} (sha256 ${digest})${where} is malicious. ${CONFIDENCE_WORDS[confidence]}.${agreed}${who}`,
    evidenceIds: [
      ...new Set([...scanEvidence, ...textsOf(others.map((o) => o.evidenceId)), ...evidenceOf(contained, file)]),
    ],
    path,
    fix: { key: `MODEL-001|${file.key}`, title: `Quarantine ${what} everywhere`, steps: STEPS },
  };
}

/** Names of the engines that agree, ours first where it is one of them. */
function nameWords(file: GraphAsset, others: readonly EngineWord[]): string {
  const names = [
    ...(scanVerdict(file) === "malicious" ? ["faultline"] : []),
    ...others.map((o) => showText(o.engine, 40)),
  ];
  return names.length === 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function evaluate(file: GraphAsset, graph: Graph): Outcome[] {
  if (scanVerdict(file) !== "malicious") {
    // Engines disagree: two families outweigh ours, one alone leaves it open. Neither is ever passed over as clean.
    const others = confirming(file);
    if (others.length >= 2) return [failure(file, graph)];
    const [one] = others;
    if (one) {
      const ours = scanVerdict(file)?.replaceAll("_", " ") ?? "no verdict yet";
      const words = `Agreement: ${showText(one.engine, 40)} calls these bytes malicious, our scan says ${ours}.`;
      return [inconclusive("not_observed", words)];
    }
  }
  switch (scanVerdict(file)) {
    case "malicious":
      return [failure(file, graph)];
    case "clean":
      return [PASS];
    case "suspicious":
      return [inconclusive("not_observed", "A verdict beyond suspicion: the scan is suspicious, not malicious.")];
    case "error":
      return [inconclusive("error", "The scan of the file ended in an error, so its verdict is open.")];
    case "not_scanned": {
      const reasons = textsProp(objectProp(file, "scan") ?? { props: {} }, "reasons") ?? [];
      const limit = reasons.includes("limit");
      const words =
        reasons.length > 0
          ? ` (${reasons
              .slice(0, 3)
              .map((r) => showText(r, 40))
              .join(", ")})`
          : "";
      return [inconclusive(limit ? "limit" : "not_observed", `A verdict: the file was not scanned${words}.`)];
    }
    default:
      return [inconclusive("not_observed", "A verdict: no scan of the file has ended.")];
  }
}

export const MODEL_001 = defineRule({
  id: "MODEL-001",
  version: 2,
  maturity: "stable",
  faultLine: "model",
  hazard: "CODE",
  severity: "critical",
  title: "Malicious code in a model file",
  risk: "The code runs the moment the file is loaded, with everything the loader's identity may do.",
  remediation: [
    "Quarantine the file by digest and stop its loaders.",
    "Treat every host that loaded it as compromised and rotate its secrets.",
    "Replace the model from a trusted source.",
  ],
  references: ["MITRE ATLAS case study AML.CS0031 (malicious models on a public hub)"],
  controls: {
    "MITRE ATLAS": ["AML.T0018.002", "AML.T0011.000", "AML.T0058", "AML.T0112.001"],
    "OWASP LLM 2025": ["LLM03", "LLM04"],
    "OWASP ML 2023": ["ML06", "ML10"],
    "OWASP Agentic 2026": ["ASI04"],
    "OWASP Agentic Skills 2026": ["AST05"],
    CWE: ["CWE-502", "CWE-506"],
    "NIST AI RMF": ["MANAGE 3.2", "MANAGE 2.4"],
    "EU AI Act": ["Art.15(5)"],
  },
  reads: ["artifact.scan", "artifact.engines", "contains", "loads", "infra.state"],
  population: (graph) => graph.ofKind("artifact").filter(isJudged),
  evaluate,
});
