import * as fc from "fast-check";
import type { Level } from "@/lib/domain/asset";
import { AGES, CONTROLS } from "../factors";
import { LINEAGE_RELATIONS } from "../hazard";
import type { LineageAsset, LineageInput } from "../lineage";
import type { PostureItem } from "../posture";
import type { FindingInput } from "../score";

/** Worst first, so that a step to the right never raises a factor. */
export const WORST_FIRST = {
  severity: ["critical", "high", "medium", "low", "info"],
  threat: ["exploited", "weaponised", "incident", "demonstrated", "posture"],
  exposure: ["X5", "X4", "X3", "unknown", "X2", "X1", "X0"],
  age: ["overdue_2x", "overdue", "in_sla"],
  verdict: ["confirmed", "high", "suspicious", "heuristic"],
} as const;

const level: fc.Arbitrary<Level> = fc.constantFrom<Level>(0, 1, 2, 3, 4);
const controls = fc.array(fc.constantFrom(...CONTROLS), { maxLength: 4 });

export const anyFinding: fc.Arbitrary<FindingInput> = fc.record({
  severity: fc.constantFrom(...WORST_FIRST.severity),
  threat: fc.constantFrom(...WORST_FIRST.threat),
  exposure: fc.constantFrom(...WORST_FIRST.exposure),
  data: level,
  criticality: level,
  blast: level,
  controls,
  age: fc.constantFrom(...AGES),
  verdict: fc.option(fc.constantFrom(...WORST_FIRST.verdict), { nil: undefined }),
});

export const anyItem: fc.Arbitrary<PostureItem> = fc
  .tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.boolean())
  .map(([score, exploited]) => ({ score, exploitedScore: exploited ? score : 0 }));

const anyAsset: fc.Arbitrary<LineageAsset> = fc.record({
  exposure: fc.constantFrom(...WORST_FIRST.exposure),
  data: level,
  criticality: level,
  production: fc.boolean(),
  controls,
  age: fc.constantFrom(...AGES),
});

/** Small families with cycles, self loops, diamonds, parallel edges and retired members. */
export const anyFamily: fc.Arbitrary<LineageInput> = fc.integer({ min: 1, max: 7 }).chain((size) => {
  const node = fc.integer({ min: 0, max: size - 1 }).map((n) => `n${n}`);
  return fc.record({
    root: fc.constant("n0"),
    hazard: fc.constantFrom("CODE", "WEIGHT", "TEMPLATE", "DATA", "PII", "LICENCE", "EXPOSE"),
    severity: fc.constantFrom(...WORST_FIRST.severity.slice(0, 3)),
    threat: fc.constantFrom(...WORST_FIRST.threat),
    verdict: fc.option(fc.constantFrom(...WORST_FIRST.verdict), { nil: undefined }),
    edges: fc.array(fc.tuple(node, node, fc.constantFrom(...LINEAGE_RELATIONS)), { maxLength: 14 }),
    assets: fc
      .array(anyAsset, { minLength: size, maxLength: size })
      .map((assets) => new Map(assets.map((asset, n) => [`n${n}`, asset]))),
    closed: fc.uniqueArray(node, { maxLength: 2 }),
  });
});
