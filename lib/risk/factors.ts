import { z } from "zod";
import type { Exposure, Level } from "@/lib/domain/asset";
import type { Threat } from "@/lib/domain/finding";
import type { Severity } from "@/lib/domain/severity";
import { Exact, maxOf, ONE } from "./exact";

/** Changes with any number below, so that a stored score says which tables made it. */
export const FORMULA_VERSION = "1.0.0";

/** In the order of the multiplication. */
export const FACTOR_KEYS = ["s", "t", "x", "v", "k", "a"] as const;
export type FactorKey = (typeof FACTOR_KEYS)[number];

export const CONTROLS = [
  "sandboxed_load",
  "egress_deny",
  "admission_block",
  "human_approval",
  "short_lived_cred",
  "guardrail_blocking",
  "detect_only",
] as const;
export const Control = z.enum(CONTROLS);
export type Control = z.infer<typeof Control>;

export const AGES = ["in_sla", "overdue", "overdue_2x"] as const;
export const Age = z.enum(AGES);
export type Age = z.infer<typeof Age>;

export const SEVERITY_FACTOR: Record<Severity, Exact> = {
  critical: ONE,
  high: Exact.of("0.85"),
  medium: Exact.of("0.65"),
  low: Exact.of("0.40"),
  info: Exact.of("0.15"),
};

export const THREAT_FACTOR: Record<Threat, Exact> = {
  exploited: ONE,
  weaponised: Exact.of("0.95"),
  incident: Exact.of("0.90"),
  demonstrated: Exact.of("0.80"),
  posture: Exact.of("0.70"),
};

/** Unknown weighs as much as X3, yet is never read as proof of an open door: guards see .85. */
export const EXPOSURE_FACTOR: Record<Exposure, Exact> = {
  X5: ONE,
  X4: Exact.of("0.95"),
  X3: Exact.of("0.85"),
  X2: Exact.of("0.75"),
  X1: Exact.of("0.65"),
  X0: Exact.of("0.50"),
  unknown: Exact.of("0.85"),
};

export const CONTROL_CREDIT: Record<Control, Exact> = {
  sandboxed_load: Exact.of("0.70"),
  egress_deny: Exact.of("0.80"),
  admission_block: Exact.of("0.60"),
  human_approval: Exact.of("0.80"),
  short_lived_cred: Exact.of("0.85"),
  guardrail_blocking: Exact.of("0.90"),
  detect_only: Exact.of("0.95"),
};

/** Credits never lower a score further than this; less far while the thing is being exploited. */
const CONTROL_FLOOR = { exploited: Exact.of("0.80"), otherwise: Exact.of("0.50") } as const;

export const AGE_FACTOR: Record<Age, Exact> = {
  in_sla: ONE,
  overdue: Exact.of("1.03"),
  overdue_2x: Exact.of("1.06"),
};

/** v = .70 + .30 * (2*max + D + C + B) / 20, which is 700 + 15n thousandths for n = 0 to 20. */
const VALUE_FACTOR: readonly Exact[] = Array.from({ length: 21 }, (_, n) =>
  n === 20 ? ONE : Exact.ofUnits(700 + 15 * n, 3),
);

/** Value at stake (factor v) of data D, business criticality C and blast radius B, each 0 to 4. */
export function valueFactor(data: Level, criticality: Level, blast: Level): Exact {
  const factor = VALUE_FACTOR[2 * Math.max(data, criticality, blast) + data + criticality + blast];
  if (factor === undefined) throw new RangeError(`Levels run from 0 to 4: ${data}/${criticality}/${blast}`);
  return factor;
}

/** Product of the credits, each control once, not below the floor (factor k). */
export function controlFactor(controls: readonly Control[], exploited: boolean): Exact {
  if (controls.length === 0) return ONE;
  let product = ONE;
  for (const control of new Set(controls)) product = product.times(CONTROL_CREDIT[control]);
  return maxOf(product, exploited ? CONTROL_FLOOR.exploited : CONTROL_FLOOR.otherwise);
}

/** Weighted downstream count in quarters (production 4, other 1) at which each level above 1 begins: 3, 10, 50. */
const BLAST_STEPS_QUARTERS = [12, 40, 200] as const;
export const BLAST_WEIGHT_QUARTERS = { production: 4, other: 1 } as const;
/** No more counting is needed from here on. */
export const BLAST_FULL_QUARTERS = BLAST_STEPS_QUARTERS[2];

/** Blast radius level B of a weighted count of distinct assets, given in quarters so that it is whole. */
export function blastLevel(quarters: number): Level {
  if (quarters <= 0) return 0;
  const [second, third, fourth] = BLAST_STEPS_QUARTERS;
  if (quarters < second) return 1;
  if (quarters < third) return 2;
  return quarters < fourth ? 3 : 4;
}
