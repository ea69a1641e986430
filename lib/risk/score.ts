import type { Exposure, Level } from "@/lib/domain/asset";
import type { Confidence, Threat } from "@/lib/domain/finding";
import type { Band, Severity } from "@/lib/domain/severity";
import { bandOf, capped } from "./band";
import { Exact, HUNDRED, maxOf, ONE, ZERO } from "./exact";
import {
  AGE_FACTOR,
  type Age,
  type Control,
  controlFactor,
  EXPOSURE_FACTOR,
  type FactorKey,
  SEVERITY_FACTOR,
  THREAT_FACTOR,
  valueFactor,
} from "./factors";

/** Everything the score of one finding depends on; frozen beside the score, it replays to the same number. */
export type FindingInput = {
  severity: Severity;
  threat: Threat;
  exposure: Exposure;
  /** D, C and B of the asset, 0 to 4. */
  data: Level;
  criticality: Level;
  blast: Level;
  /** Proven, fresh and listed by the rule; the caller has checked all three. */
  controls?: readonly Control[] | undefined;
  age?: Age | undefined;
  /** Confidence of a bad scan verdict; only `confirmed` matters, and only to guard G2. */
  verdict?: Confidence | undefined;
};

export type GuardId = "G1" | "G2" | "G3" | "G4";

type GuardFacts = { critical: boolean; exploited: boolean; confirmed: boolean; exposure: Exposure; criticality: Level };
type Guard = { id: GuardId; floor: Exact; holds: (facts: GuardFacts) => boolean };

const PUBLIC = EXPOSURE_FACTOR.X4;

/** Lower bounds of s*t*x*v, highest first: the first that holds is the one used. */
const GUARDS: readonly Guard[] = [
  { id: "G2", floor: Exact.of("0.90"), holds: (f) => f.confirmed && f.exploited && f.exposure === "X5" },
  {
    id: "G1",
    floor: Exact.of("0.85"),
    holds: (f) => f.exploited && f.critical && EXPOSURE_FACTOR[f.exposure].atLeast(PUBLIC),
  },
  { id: "G3", floor: Exact.of("0.80"), holds: (f) => f.critical && f.exposure === "X5" && f.criticality >= 3 },
  { id: "G4", floor: Exact.of("0.60"), holds: (f) => f.exploited && f.critical && f.exposure !== "X0" },
];

/** The floor a guard sets under s*t*x*v. */
export const GUARD_FLOOR = Object.fromEntries(GUARDS.map((g) => [g.id, g.floor])) as Record<GuardId, Exact>;

type Factors = Readonly<Record<FactorKey, Exact>>;

export type FindingScore = {
  /** R without rounding, 0 to 100: what bands, groups, queues and posture read. */
  exact: Exact;
  /** R in tenths, half up: 970 is 97.0. What is stored and printed. */
  scoreTenths: number;
  band: Band;
  /** Band of R with age left out: the class an SLA clock runs in, so that being late never restarts the clock. */
  slaBand: Band;
  factors: Factors;
  /** s*t*x*v before any guard. */
  product: Exact;
  /** The guard that lifted the product, or null where none did. */
  guard: GuardId | null;
  /** t is exactly 1: known exploited or confirmed malicious. */
  exploited: boolean;
};

/** Scores one finding. Pure, exact; throws RangeError for levels outside 0 to 4. */
export function scoreFinding(input: FindingInput): FindingScore {
  return scoreInherited(input, ONE);
}

/** The same for a row that inherits the finding with transmissibility `tau`: t is t*tau, G2 needs tau = 1. */
export function scoreInherited(input: FindingInput, tau: Exact): FindingScore {
  const t = THREAT_FACTOR[input.threat].times(tau);
  const exploited = t.equals(ONE);
  const factors: Factors = {
    s: SEVERITY_FACTOR[input.severity],
    t,
    x: EXPOSURE_FACTOR[input.exposure],
    v: valueFactor(input.data, input.criticality, input.blast),
    k: controlFactor(input.controls ?? [], exploited),
    a: AGE_FACTOR[input.age ?? "in_sla"],
  };
  const product = factors.s.times(t).times(factors.x).times(factors.v);
  const guard = guardOf(product, {
    critical: input.severity === "critical",
    exploited,
    confirmed: input.verdict === "confirmed" && tau.equals(ONE),
    exposure: input.exposure,
    criticality: input.criticality,
  });
  const inSla = (guard?.floor ?? product).times(factors.k).times(HUNDRED);
  const exact = capped(inSla.times(factors.a));
  return {
    exact,
    scoreTenths: exact.roundHalfUp(1),
    band: bandOf(exact),
    slaBand: bandOf(inSla),
    factors,
    product,
    guard: guard?.id ?? null,
    exploited,
  };
}

function guardOf(product: Exact, facts: GuardFacts): Guard | null {
  const guard = GUARDS.find((g) => g.holds(facts));
  return guard !== undefined && guard.floor.compare(product) > 0 ? guard : null;
}

/** The part of a score that counts as exploitation (RE): R where t is exactly 1, else 0. */
export function exploitedPart(score: FindingScore): Exact {
  return score.exploited ? score.exact : ZERO;
}

const REST_CAP = Exact.of("5");
const HUNDREDTH = Exact.of("0.01");

/**
 * Score and band of an asset from the scores of its open findings: the worst R, plus a hundredth of the others'
 * sum but at most five points, at most 100. The band stays the worst finding's. Null where nothing is open.
 */
export function scoreAsset(
  scores: readonly Pick<FindingScore, "exact">[],
): { exact: Exact; scoreTenths: number; band: Band } | null {
  if (scores.length === 0) return null;
  let worst = ZERO;
  let sum = ZERO;
  for (const { exact } of scores) {
    worst = maxOf(worst, exact);
    sum = sum.plus(exact);
  }
  const rest = sum.minus(worst).times(HUNDREDTH);
  const exact = capped(worst.plus(rest.compare(REST_CAP) > 0 ? REST_CAP : rest));
  return { exact, scoreTenths: exact.roundHalfUp(1), band: bandOf(worst) };
}
