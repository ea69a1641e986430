import { cutMiddle, showText } from "@/lib/domain/text";
import { targets } from "@/lib/graph/build-graph";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import { anyRunning, fileLoadersOf, filesOf, scannedFormats, scanVerdict, unpickled } from "@/lib/graph/predicates";
import { flagProp, objectProp, textProp } from "@/lib/graph/props";
import { defineRule, type Outcome } from "../../define";
import { evidenceOf, inconclusive, PASS, textsOf } from "../../outcome";
import { agrees, nameList, shortName } from "../../wording";
import { type LoadedFile, loadedFile } from "../loaded-file";

/** File kinds that hold no weights and are no archive: a configuration is not loaded by unpickling. */
const NO_WEIGHTS = new Set(["config", "template", "tokenizer", "code", "notebook", "document", "manifest"]);

function loadedByInfra(file: GraphAsset, graph: Graph): boolean {
  return file.open && fileLoadersOf(graph, file).some((l) => l.kind === "infra");
}

function isSafetensors(file: GraphAsset): boolean {
  const formats = scannedFormats(file);
  return formats ? formats.includes("safetensors") : /\.safetensors$/i.test(textProp(file, "file_name") ?? file.name);
}

/** A publisher of any model with these bytes that its registry does not vouch for: a copy does not launder it. */
function unverifiedPublisher(models: readonly GraphAsset[], graph: Graph): GraphAsset | null {
  return (
    models.flatMap((m) => targets(graph, m.id, "published_by")).find((p) => flagProp(p, "verified") === false) ?? null
  );
}

function stepsFor(safe: GraphAsset | null) {
  const change = safe
    ? {
        title: "Load the safe file that is already there",
        text: `The same version holds ${showText(textProp(safe, "file_name") ?? safe.name, 60)}: name it in the loader, and refuse pickle in the loader's configuration.`,
      }
    : {
        title: "Convert it once, in a sandbox",
        text: "Load the file in a sandbox without network and secrets, save it as safetensors, ONNX or GGUF, and compare the outputs of both.",
      };
  return [
    change,
    {
      title: "Point the loader at the new file",
      text: "Change the reference in the deployment, pin it by digest and refuse pickle in the loader's configuration, so that a later upload cannot bring it back.",
    },
    {
      title: "Prove it",
      text: "Run the sources again: the finding closes when no running infrastructure loads these bytes.",
    },
  ];
}

function failure(file: GraphAsset, graph: Graph, loaded: LoadedFile): Outcome {
  const { models, runners, subject, path } = loaded;
  const safe = models.flatMap((m) => filesOf(graph, m)).find((f) => f.open && isSafetensors(f)) ?? null;
  const unverified = safe ? null : unverifiedPublisher(models, graph);
  const what = showText(textProp(file, "file_name") ?? file.name, 60);
  const sub = safe
    ? "A safe file of the same version stands beside it."
    : unverified
      ? `No safe file stands beside it, and its publisher ${shortName(unverified)} is not verified.`
      : "No safe file stands beside it.";
  const malice = scanVerdict(file) === "malicious" ? "" : " No malice is claimed.";
  const runner = runners[0];
  const loads = runner
    ? graph.out(runner.id, "loads").find((e) => e.to === file.id || models.some((m) => m.id === e.to))
    : undefined;
  const scanned = textsOf(objectProp(file, "scan")?.props.evidence);
  const contained = subject ? graph.in(file.id, "contains").find((e) => e.from === subject.id) : undefined;
  return {
    result: "fail",
    identity: null,
    severity: unverified ? "high" : "medium",
    threat: "posture",
    confidence: null,
    title: subject
      ? `The ${shortName(subject)} model is served from a file that can run code`
      : `${shortName({ ...file, name: what })} is loaded and can run code`,
    message: `${nameList(runners)} ${agrees(runners.length, "loads", "load")} ${what} (sha256 ${cutMiddle(file.key.replace(/^sha256:/, ""))}), a format that runs code on load. ${sub}${malice}`,
    evidenceIds: [...new Set([...evidenceOf(loads, contained, file), ...scanned])],
    path,
    fix: {
      key: `MODEL-003|${file.key}`,
      title: safe
        ? `Load the safetensors of ${subject ? shortName(subject) : what}`
        : `Convert ${what} to a format without code`,
      steps: stepsFor(safe),
    },
  };
}

function evaluate(file: GraphAsset, graph: Graph): Outcome[] {
  const format = unpickled(file);
  if (format === "no") return [PASS];
  const run = anyRunning(fileLoadersOf(graph, file));
  if (run === "no") return [PASS];
  if (format === "unknown")
    return [inconclusive("not_observed", "The file's format: its name does not say, and no scan has named it.")];
  if (run === "unknown")
    return [inconclusive("not_observed", "Whether the infrastructure that loads the file is running.")];
  return [failure(file, graph, loadedFile(file, graph))];
}

export const MODEL_003 = defineRule({
  id: "MODEL-003",
  version: 1,
  maturity: "stable",
  faultLine: "model",
  hazard: "CODE",
  severity: "medium",
  title: "A running loader unpickles model files",
  risk: "The format can carry code that runs on load; the next version of the file decides whether it does.",
  remediation: [
    "Load safetensors, ONNX or GGUF instead; convert once in a sandbox.",
    "Refuse pickle in the loader's configuration.",
  ],
  references: ["Python documentation, module pickle: warning about untrusted data"],
  controls: {
    "MITRE ATLAS": ["AML.T0011.000", "AML.T0018.002"],
    "OWASP LLM 2025": ["LLM03"],
    "OWASP ML 2023": ["ML06"],
    "OWASP Agentic Skills 2026": ["AST05"],
    CWE: ["CWE-502"],
    "NIST AI RMF": ["MANAGE 3.1"],
    "EU AI Act": ["Art.15(5)"],
  },
  reads: [
    "artifact.scan",
    "artifact.file_name",
    "contains",
    "loads",
    "published_by",
    "identity.verified",
    "infra.state",
  ],
  population: (graph) => graph.ofKind("artifact").filter((a) => !NO_WEIGHTS.has(a.subtype) && loadedByInfra(a, graph)),
  evaluate,
});
