import { performance } from "node:perf_hooks";
import type { Level } from "@/lib/domain/asset";
import { type LineageAsset, type LineageInput, scoreLineage } from "@/lib/risk/lineage";
import { layerSums, type PostureItem, posture, postureGain } from "@/lib/risk/posture";
import { exploitedPart, type FindingInput, scoreFinding } from "@/lib/risk/score";

export type Figure = { name: string; measured: string; target: string; ok: boolean };

const COUNTS: Record<string, number> = { "10k": 10_000, "100k": 100_000, "1m": 1_000_000 };
const ROUNDS = 3;
/** A single group takes about a millisecond, too short to time alone. */
const GROUP_REPEATS = 40;

/** A spread over all words without chance, so that two runs score the same findings. */
function makeFindings(count: number): FindingInput[] {
  const severities = ["critical", "high", "medium", "low"] as const;
  const threats = ["exploited", "weaponised", "incident", "demonstrated", "posture"] as const;
  const exposures = ["X5", "X4", "X3", "X2", "X1", "X0", "unknown"] as const;
  return Array.from({ length: count }, (_, n) => ({
    severity: severities[n % 4] ?? "low",
    threat: threats[n % 5] ?? "posture",
    exposure: exposures[n % 7] ?? "unknown",
    data: (n % 5) as Level,
    criticality: ((n >> 2) % 5) as Level,
    blast: ((n >> 4) % 5) as Level,
    ...(n % 3 === 0 && { controls: ["egress_deny" as const] }),
    age: n % 11 === 0 ? "overdue" : "in_sla",
  }));
}

const DOUBLES = {
  severity: { critical: 1, high: 0.85, medium: 0.65, low: 0.4, info: 0.15 },
  threat: { exploited: 1, weaponised: 0.95, incident: 0.9, demonstrated: 0.8, posture: 0.7 },
  exposure: { X5: 1, X4: 0.95, X3: 0.85, X2: 0.75, X1: 0.65, X0: 0.5, unknown: 0.85 },
};

/** The same formula in plain doubles, guards included: the yardstick, not a second truth. */
function doubleScore(f: FindingInput): number {
  const [s, t, x] = [DOUBLES.severity[f.severity], DOUBLES.threat[f.threat], DOUBLES.exposure[f.exposure]];
  const v = 0.7 + (0.3 * (2 * Math.max(f.data, f.criticality, f.blast) + f.data + f.criticality + f.blast)) / 20;
  let floor = 0;
  if (t === 1 && s === 1 && x >= 0.95) floor = 0.85;
  else if (s === 1 && x === 1 && f.criticality >= 3) floor = 0.8;
  else if (t === 1 && s === 1 && f.exposure !== "X0") floor = 0.6;
  const k = f.controls === undefined ? 1 : 0.8;
  const a = f.age === "overdue" ? 1.03 : 1;
  return Math.round(Math.min(100, 100 * Math.max(s * t * x * v, floor) * k * a) * 10) / 10;
}

/** Best of a few rounds, in milliseconds; the machine is shared and only the best is the code's own time. */
function bestMs(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function figure(name: string, ratio: number, most: number, detail: string): Figure {
  return { name, measured: `${ratio.toFixed(1)}x (${detail})`, target: `at most ${most}x`, ok: ratio <= most };
}

function familyOf500(): LineageInput {
  const child: LineageAsset = { exposure: "X2", data: 1, criticality: 2, production: true };
  const ids = Array.from({ length: 500 }, (_, n) => `c${n}`);
  return {
    root: "base",
    hazard: "WEIGHT",
    severity: "critical",
    threat: "exploited",
    edges: ids.map((id) => [id, "base", "adapter"] as const),
    assets: new Map([["base", { ...child, production: false }], ...ids.map((id) => [id, child] as const)]),
  };
}

/**
 * Cost of exactness, of a lineage group and of "next best fix", each against a yardstick timed in the same run.
 * `scale` is 10k, 100k or 1m findings; anything else throws.
 */
export async function run(scale: string): Promise<Figure[]> {
  const count = COUNTS[scale];
  if (count === undefined) throw new Error(`Unknown scale "${scale}" (known: ${Object.keys(COUNTS).join(", ")})`);
  const findings = makeFindings(count);
  const exactMs = bestMs(() => findings.forEach((finding) => void scoreFinding(finding)));
  const doubleMs = bestMs(() => findings.forEach((finding) => void doubleScore(finding)));
  const gaps = findings.map((f) => Math.abs(scoreFinding(f).scoreTenths - Math.round(doubleScore(f) * 10)));
  const differing = gaps.filter((gap) => gap > 0).length;

  const family = familyOf500();
  const members = makeFindings(501);
  const groupMs = bestMs(() => {
    for (let n = 0; n < GROUP_REPEATS; n++) scoreLineage(family);
  });
  const membersMs = bestMs(() => {
    for (let n = 0; n < GROUP_REPEATS; n++) for (const finding of members) scoreFinding(finding);
  });

  const items: PostureItem[] = findings.map((finding) => {
    const score = scoreFinding(finding);
    return { score: score.exact.toNumber(), exploitedScore: exploitedPart(score).toNumber() };
  });
  const postureMs = bestMs(() => void posture(items));
  const gainsMs = bestMs(() => {
    const sums = layerSums(items);
    for (const item of items) postureGain(sums, item);
  });
  const each = `${((exactMs * 1000) / count).toFixed(2)} us a finding, ${count} findings`;
  return [
    figure("exact score against plain doubles", exactMs / doubleMs, 15, each),
    {
      name: "scores that plain doubles print a tenth off",
      measured: `${differing} of ${count}`,
      target: "never more than a tenth",
      ok: gaps.every((gap) => gap <= 1),
    },
    figure(
      "group of 501 against 501 single findings",
      groupMs / membersMs,
      20,
      `${(groupMs / GROUP_REPEATS).toFixed(1)} ms a group`,
    ),
    figure("gain of every item against one posture", gainsMs / postureMs, 6, `${gainsMs.toFixed(1)} ms for ${count}`),
  ];
}
