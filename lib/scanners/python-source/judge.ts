import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { weighCall } from "../policy/source-calls";
import { lexPython, type NameUse, type SourceFacts } from "./lexer";

const MAX_ROWS = 200;

/** Calls in a module's source that a model has no need of: one row for each full name, at the first place. */
export function judgePython(text: string): { evidence: ScanEvidence[]; facts: SourceFacts } {
  const facts = lexPython(text);
  const bound = new Map(facts.imports.map(({ local, path }) => [local, path]));
  const rows = new Map<string, { use: NameUse; count: number }>();
  for (const use of facts.uses) {
    if (!use.called) continue;
    const path = fullPath(use.path, bound);
    if (weighCall(path) === undefined) continue;
    const known = rows.get(path);
    if (known !== undefined) known.count += 1;
    else if (rows.size < MAX_ROWS) rows.set(path, { use, count: 1 });
  }
  const evidence = [...rows].map(([path, { use, count }]) => row(text, path, use, count));
  return { evidence, facts };
}

/** A name as the module's imports complete it: `sp.run` after `import subprocess as sp` is `subprocess.run`. */
function fullPath(path: string, bound: ReadonlyMap<string, string>): string {
  const dot = path.indexOf(".");
  const head = dot < 0 ? path : path.slice(0, dot);
  const full = bound.get(head) ?? head;
  return dot < 0 ? full : full + path.slice(dot);
}

function row(text: string, path: string, use: NameUse, count: number): ScanEvidence {
  const weight = weighCall(path);
  const malicious = weight?.verdict === "malicious";
  return {
    rule: malicious ? "source.runs-command" : "source.risky-call",
    verdict: malicious ? "malicious" : "suspicious",
    severity: malicious ? "high" : "medium",
    certainty: "likely",
    offset: byteOffset(text, use.at),
    memberOffset: byteOffset(text, use.at),
    message: showText(`The source calls ${path}, which ${weight?.why}`, 400),
    ...(count > 1 && { count }),
    refs: ["CWE-94"],
  };
}

/** Stands for a byte of a text that is no UTF-8; it is in no name. */
export const NO_LETTER = "\u001a";

/** Source as text whose places count as its bytes do, also where it is not valid UTF-8: there every byte beyond ASCII is no letter. */
export function sourceText(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return Buffer.byteLength(text, "utf8") === bytes.length
    ? text
    : bytes.toString("latin1").replace(/[\u0080-\u00ff]/g, NO_LETTER);
}

/** Characters to bytes: evidence counts bytes. */
export function byteOffset(text: string, at: number): number {
  return Buffer.byteLength(text.slice(0, at), "utf8");
}
