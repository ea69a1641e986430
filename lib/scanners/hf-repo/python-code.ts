import { type Found, found } from "../found";
import type { PartScan } from "../part-scan";
import { weighCall } from "../policy/source-calls";
import { byteOffset, judgePython } from "../python-source/judge";
import type { SourceFacts } from "../python-source/lexer";

/** Runs text or a code object. */
const RUNS_DATA = /^(builtins\.)?(eval|exec)$/;
/** Turns data back into something that can be run, or fetches it. */
const DECODES =
  /(^|\.)(b(16|32|64|85)decode|a85decode|decodebytes|unhexlify|fromhex|decompress|urlopen|urlretrieve|marshal\.loads|requests\.get)$/;
const REFLECTED = /\bgetattr\(\s*([\w.]{1,200})\s*,\s*["'](\w{1,100})["']\s*\)\s*\(/g;
const MAX_SPAN = 100_000;

/** What the verdict on model code rests on, beside the calls that every source is judged by. */
export const CODE_RULES = [RUNS_DATA, DECODES, REFLECTED];

/** Judges Python that a loader runs: calls as in any source, and two ways to hide one. Read as text, nothing is run. */
export function judgeModelCode(out: PartScan, text: string): void {
  const { evidence, facts } = judgePython(text);
  for (const { memberOffset: _, ...item } of evidence)
    out.evidence.push({ ...item, pointer: lineOf(text, item.offset) });
  if (facts.brokenAt !== undefined) out.reasons.push("malformed");
  const bound = new Map(facts.imports.map(({ local, path }) => [local, path]));
  const full = (path: string) => path.replace(/^[^.]+/, (head) => bound.get(head) ?? head);
  const say = (at: number, item: Omit<Found, "offset" | "pointer">) => {
    const offset = byteOffset(text, at);
    out.evidence.push(found({ ...item, offset, pointer: lineOf(text, offset) }));
  };
  for (const use of facts.uses) {
    if (!use.called || !RUNS_DATA.test(full(use.path))) continue;
    const end = closing(text, use.at);
    const inner = facts.uses.find(
      (other) => other.called && other.at > use.at && other.at < end && DECODES.test(full(other.path)),
    );
    if (inner === undefined) continue;
    const message = `Model code runs what ${full(inner.path)} gives it`;
    say(use.at, {
      rule: "hf.code-runs-data",
      verdict: "malicious",
      severity: "high",
      certainty: "likely",
      message,
      refs: ["CWE-95"],
    });
  }
  for (const { at, path } of reflectedCalls(text, facts)) {
    const weight = weighCall(full(path));
    if (weight === undefined) continue;
    const message = `Model code reaches ${full(path)} through getattr: it ${weight.why}`;
    const severity = weight.verdict === "malicious" ? "high" : "medium";
    say(at, {
      rule: "hf.code-reflects",
      verdict: weight.verdict,
      severity,
      certainty: "likely",
      message,
      refs: ["CWE-94"],
    });
  }
}

/** `getattr(os, "system")(`, where the code itself says getattr and no text only quotes it. */
function reflectedCalls(text: string, facts: SourceFacts): { at: number; path: string }[] {
  const places = new Set(facts.uses.filter((use) => use.called && use.path === "getattr").map((use) => use.at));
  if (places.size === 0) return [];
  return [...text.matchAll(REFLECTED)]
    .filter((match) => places.has(match.index))
    .map((match) => ({ at: match.index, path: `${match[1]}.${match[2]}` }));
}

/** Where the bracket behind a call closes, as far as counting tells. */
function closing(text: string, from: number): number {
  const end = Math.min(text.length, from + MAX_SPAN);
  let depth = 0;
  for (let at = text.indexOf("(", from); at >= 0 && at < end; at++) {
    if (text[at] === "(") depth += 1;
    else if (text[at] === ")" && --depth === 0) return at;
  }
  return end;
}

function lineOf(text: string, offset: number): string {
  const before = Buffer.from(text).subarray(0, offset);
  let lines = 1;
  for (let at = before.indexOf(0x0a); at >= 0; at = before.indexOf(0x0a, at + 1)) lines += 1;
  return `line ${lines}`;
}
