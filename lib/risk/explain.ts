import type { Exposure, Level } from "@/lib/domain/asset";
import type { Threat } from "@/lib/domain/finding";
import { BAND_ACTION, type Severity } from "@/lib/domain/severity";
import { showText } from "@/lib/domain/text";
import { scoreText } from "./band";
import { type Exact, HUNDRED, ONE } from "./exact";
import { type Age, CONTROL_CREDIT, type Control, FACTOR_KEYS, type FactorKey } from "./factors";
import { type FindingInput, type FindingScore, GUARD_FLOOR, type GuardId, scoreFinding } from "./score";

type FactorRow = { factor: FactorKey; name: string; value: string; sentence: string };

export type Explanation = {
  /** Six rows in the order of the multiplication. */
  factors: readonly FactorRow[];
  /** Present where a guard lifted the product. */
  guard: { guard: GuardId; value: string; sentence: string } | null;
  /** The multiplication in one line, ending in the printed score. */
  formula: string;
  /** All of it as plain sentences, in order. */
  sentences: readonly string[];
};

export type ExplainOptions = {
  /** Where a fact comes from, in brackets after its factor's sentence: "CVE record, CISA-ADP, 2026-05-08". */
  because?: Partial<Record<FactorKey, string>> | undefined;
  /** Present on a row that inherits the finding. */
  inherited?: { tau: Exact; via: readonly string[] } | undefined;
};

const FACTOR_NAME: Record<FactorKey, string> = {
  s: "Severity",
  t: "Threat evidence",
  x: "Exposure",
  v: "Value at stake",
  k: "Compensating controls",
  a: "Age",
};

const SEVERITY_SENTENCE: Record<Severity, string> = {
  critical: "The technical impact is critical.",
  high: "The technical impact is high.",
  medium: "The technical impact is medium.",
  low: "The technical impact is low.",
  info: "This is information; it has next to no technical impact.",
};

const THREAT_SENTENCE: Record<Threat, string> = {
  exploited: "It is known to be exploited, or proven malicious.",
  weaponised: "A working attack exists, or one engine is sure of it.",
  incident: "Incidents of this kind have happened elsewhere.",
  demonstrated: "It was shown to work, or looks suspicious.",
  posture: "No attack is known; this is a weak spot.",
};

const EXPOSURE_SENTENCE: Record<Exposure, string> = {
  X5: "Outsiders reach it without a login, or it already runs.",
  X4: "It faces the internet behind a login, or is pulled from a public place.",
  X3: "Another trust zone reaches it.",
  X2: "Only the inside reaches it.",
  X1: "It is stored or stopped; nothing runs it.",
  X0: "It is quarantined or cut off.",
  unknown: "Who reaches it is unknown, so it weighs as if another trust zone did.",
};

const DATA_WORD: Record<Level, string> = {
  0: "public data",
  1: "internal data",
  2: "confidential data",
  3: "personal or regulated data",
  4: "secrets or special-category data",
};

const CRITICALITY_WORD: Record<Level, string> = {
  0: "a sandbox",
  1: "an internal tool",
  2: "internal production",
  3: "customer-facing",
  4: "safety- or revenue-critical",
};

const BLAST_WORD: Record<Level, string> = {
  0: "nothing downstream",
  1: "fewer than 3 downstream",
  2: "3 to 9 downstream",
  3: "10 to 49 downstream",
  4: "50 or more downstream",
};

export const CONTROL_LABEL: Record<Control, string> = {
  sandboxed_load: "sandboxed loading",
  egress_deny: "egress denied",
  admission_block: "blocked at admission",
  human_approval: "human approval",
  short_lived_cred: "short-lived credentials",
  guardrail_blocking: "a blocking guardrail",
  detect_only: "detection only",
};

const AGE_SENTENCE: Record<Age, string> = {
  in_sla: "It is within its time to fix.",
  overdue: "It is past its due date.",
  overdue_2x: "It is past its due date by a second full term.",
};

const GUARD_SENTENCE: Record<GuardId, string> = {
  G1: "exploited, critical and open to the internet",
  G2: "a confirmed malicious artefact is running",
  G3: "critical, open without a login, and customers or more depend on it",
  G4: "exploited, critical and not quarantined",
};

/** Scores a finding and says why: every factor with its value and sentence, and the guard where one lifts. */
export function explainFinding(input: FindingInput, options: ExplainOptions = {}): Explanation {
  return explainScore(input, scoreFinding(input), options);
}

/** The same for a score already at hand, an inherited row's for example. */
export function explainScore(input: FindingInput, score: FindingScore, options: ExplainOptions = {}): Explanation {
  const plain: Record<FactorKey, string> = {
    s: SEVERITY_SENTENCE[input.severity],
    t: threatSentence(input, options.inherited),
    x: EXPOSURE_SENTENCE[input.exposure],
    v: `At stake: ${DATA_WORD[input.data]} (${input.data}), ${CRITICALITY_WORD[input.criticality]} (${input.criticality}), ${BLAST_WORD[input.blast]} (${input.blast}).`,
    k: controlSentence(input.controls ?? [], score),
    a: AGE_SENTENCE[input.age ?? "in_sla"],
  };
  const factors = FACTOR_KEYS.map((factor) => ({
    factor,
    name: FACTOR_NAME[factor],
    value: score.factors[factor].toText(2),
    sentence: withSource(plain[factor], options.because?.[factor]),
  }));
  const guard = score.guard === null ? null : guardRow(score.guard, score.product);
  const sentences = factors.map((row) => `${row.name} ${row.value}: ${row.sentence}`);
  if (guard !== null) sentences.push(guard.sentence);
  if (isCapped(score)) sentences.push("The product is above 100, where every score ends.");
  return { factors, guard, formula: formulaLine(score), sentences };
}

function threatSentence(input: FindingInput, inherited: ExplainOptions["inherited"]): string {
  const sentence = THREAT_SENTENCE[input.threat];
  if (inherited === undefined) return sentence;
  const [root] = inherited.via;
  const path = inherited.via.map((id) => showText(id, 80)).join(" > ");
  return `${sentence} Inherited from ${showText(root ?? "its root", 80)} at ${inherited.tau.toText(2)}, via ${path}.`;
}

function controlSentence(controls: readonly Control[], score: FindingScore): string {
  if (controls.length === 0) return "No control is credited.";
  const distinct = [...new Set(controls)];
  const credits = distinct.map((control) => `${CONTROL_LABEL[control]} ${CONTROL_CREDIT[control].toText(2)}`);
  const product = distinct.reduce((total, control) => total.times(CONTROL_CREDIT[control]), ONE);
  const percent = ONE.minus(score.factors.k).times(HUNDRED).toText(0);
  const sentence = `Lowered by ${percent}%: ${credits.join(", ")}.`;
  if (product.equals(score.factors.k)) return sentence;
  const floor = score.factors.k.toText(2);
  return score.exploited
    ? `${sentence} Credits stop at ${floor} while it is exploited.`
    : `${sentence} Credits stop at ${floor}.`;
}

function guardRow(guard: GuardId, product: Exact): Explanation["guard"] {
  const value = GUARD_FLOOR[guard].toText(2);
  const sentence = `Guard ${guard} lifts severity x threat x exposure x value from ${product.toText(2)} to ${value}: ${GUARD_SENTENCE[guard]}.`;
  return { guard, value, sentence };
}

function withSource(sentence: string, source: string | undefined): string {
  return source === undefined || source === "" ? sentence : `${sentence} (${showText(source, 200)})`;
}

function isCapped(score: FindingScore): boolean {
  const { k, a } = score.factors;
  return (
    (score.guard === null ? score.product : GUARD_FLOOR[score.guard])
      .times(k)
      .times(a)
      .times(HUNDRED)
      .compare(HUNDRED) > 0
  );
}

function formulaLine(score: FindingScore): string {
  const text = (factor: FactorKey) => score.factors[factor].toText(2);
  const head =
    score.guard === null
      ? `${text("s")} x ${text("t")} x ${text("x")} x ${text("v")}`
      : `${GUARD_FLOOR[score.guard].toText(2)} (${score.guard}, instead of ${text("s")} x ${text("t")} x ${text("x")} x ${text("v")})`;
  const cap = isCapped(score) ? ", capped at 100" : "";
  return `100 x ${head} x ${text("k")} x ${text("a")}${cap} = ${scoreText(score.exact)} ${score.band} (${BAND_ACTION[score.band]})`;
}
