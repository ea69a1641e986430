import { isPair, isScalar, parseAllDocuments, visit } from "yaml";
import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { denyReason } from "../policy/judge";

/** Packages whose classes NeMo's own configurations name; a target below one is still held against the deny list. */
const OWN =
  /^(nemo|nemo_text_processing|megatron|apex|torch\.(nn|optim)|torchmetrics|torchaudio|lightning|pytorch_lightning|omegaconf|transformers)\./;
const MAX_ROWS = 200;
const MAX_DEPTH = 200;

type Found = Omit<ScanEvidence, "offset" | "certainty"> & { at: number };

/** What a configuration makes its loader build: `_target_` of hydra, and YAML tags that name Python objects. */
export function judgeConfig(text: string): { evidence: ScanEvidence[]; problem: string | undefined } {
  const found: Found[] = [];
  let problem: string | undefined;
  if (nestsDeep(text)) return { evidence: [], problem: "values inside values too deep" };
  try {
    const documents = parseAllDocuments(text, { logLevel: "silent", uniqueKeys: false, merge: true });
    for (const document of Array.isArray(documents) ? documents : []) {
      problem ??= document.errors[0]?.message;
      visit(document, (_, node) => {
        if (found.length >= MAX_ROWS) return visit.BREAK;
        if (isPair(node) && isScalar(node.key) && node.key.value === "_target_" && isScalar(node.value))
          found.push(judgeTarget(String(node.value.value), node.value.range?.[0] ?? 0));
        const tag = typeof node === "object" && node !== null && "tag" in node ? node.tag : undefined;
        if (typeof tag === "string" && /python\//.test(tag) && "range" in (node as object))
          found.push(judgeTag(tag, (node as { range?: [number, number, number] }).range?.[0] ?? 0));
        return undefined;
      });
    }
  } catch (error) {
    // Nesting beyond the reader's own stack ends here; everything else would be a fault of ours.
    if (!(error instanceof RangeError)) throw error;
    problem = "values inside values too deep";
  }
  const evidence = found.flatMap(({ at, ...item }) => {
    const offset = Buffer.byteLength(text.slice(0, at));
    const row: ScanEvidence = {
      ...item,
      offset,
      memberOffset: offset,
      certainty: "certain",
      message: showText(item.message, 400),
    };
    return item.verdict === "info" ? [] : [row];
  });
  return { evidence, problem };
}

/** Brackets or dashes inside each other beyond what people write: a reader of YAML takes quadratic time over them. */
function nestsDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === "[" || char === "{") depth += 1;
    else if (char === "]" || char === "}") depth = Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) return true;
  }
  return /(?:[-?][ \t]+){100}/.test(text);
}

function judgeTarget(target: string, at: number): Found {
  const dot = target.lastIndexOf(".");
  const [module, name] = dot > 0 ? [target.slice(0, dot), target.slice(dot + 1)] : ["builtins", target];
  const denied = denyReason(module, name);
  const base = { at, pointer: "_target_", import: { module, name }, refs: ["CVE-2025-23304"] };
  if (denied !== undefined)
    return {
      ...base,
      rule: "nemo.target",
      verdict: "malicious",
      severity: "critical",
      message: `The configuration builds ${target}: ${denied.why}`,
    };
  if (OWN.test(target)) return { ...base, rule: "nemo.target", verdict: "info", severity: "info", message: target };
  return {
    ...base,
    rule: "nemo.target",
    verdict: "suspicious",
    severity: "medium",
    message: `The configuration builds ${target}, which is no part of NeMo`,
  };
}

function judgeTag(tag: string, at: number): Found {
  return {
    at,
    rule: "nemo.python-tag",
    verdict: "malicious",
    severity: "high",
    message: `The tag ${tag} makes a careless loader build a Python object`,
    refs: ["CWE-502"],
  };
}
