import { found } from "../found";
import { emptyPart, type PartScan } from "../part-scan";
import { DENIED, SUSPECT } from "../policy/tensorflow-ops";
import type { ScanContext } from "../scan-context";

const MAX_BYTES = 64 << 20;
const MAX_EVIDENCE = 200;
/** A graph or a model written as text begins with one of their fields, perhaps behind comments. */
const START =
  /^(?:\s|#[^\n]*\n)*(?:saved_model_schema_version\s*:|(?:meta_graphs|graph_def|node|library|versions)\s*:?\s*[{<])/;
const OPERATOR = /\bop\s*:\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/g;

export function isText({ head }: Pick<ScanContext, "head">): boolean {
  return !head.includes(0) && START.test(head.toString("latin1"));
}

/**
 * The text form of a graph, which TensorFlow loads too. Only its operators are looked for, so that without a finding it counts as
 * not scanned.
 */
export async function scanText({ source }: ScanContext): Promise<PartScan> {
  const out = emptyPart("tf-text");
  out.reasons.push(source.size > MAX_BYTES ? "limit" : "unsupported_format");
  if (source.size > MAX_BYTES) return out;
  const text = (await source.read(0, source.size)).toString("latin1");
  const seen = new Set<string>();
  for (const match of text.matchAll(OPERATOR)) {
    const op = plain(match[1] ?? match[2] ?? "");
    const why = DENIED.get(op) ?? SUSPECT.get(op);
    if (why === undefined || seen.has(op) || out.evidence.length >= MAX_EVIDENCE) continue;
    seen.add(op);
    const denied = DENIED.has(op);
    out.evidence.push(
      found({
        rule: denied ? "tf.denied-op" : "tf.suspect-op",
        verdict: denied ? "malicious" : "suspicious",
        severity: denied ? "high" : "medium",
        offset: match.index,
        message: `The operator ${op} ${why}`,
        refs: ["CWE-73"],
      }),
    );
  }
  return out;
}

/** Escapes of the text form: octal, hexadecimal, and letters for themselves. */
function plain(text: string): string {
  return text.replace(/\\(x[\da-fA-F]{1,2}|[0-7]{1,3}|.)/g, (_, sign: string) =>
    sign.length > 1 && sign.startsWith("x")
      ? String.fromCharCode(Number.parseInt(sign.slice(1), 16))
      : /^[0-7]/.test(sign)
        ? String.fromCharCode(Number.parseInt(sign, 8))
        : sign,
  );
}
