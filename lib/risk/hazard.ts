import type { AssetKind } from "@/lib/domain/asset";
import type { Hazard } from "@/lib/domain/finding";
import type { RelationKind } from "@/lib/domain/relation";
import { Exact, ONE, ZERO } from "./exact";

export const LINEAGE_RELATIONS = [
  "copy",
  "adapter",
  "convert",
  "quantize",
  "finetune",
  "finetune_pickle",
  "merge",
  "distill",
  "trained_on",
] as const;
export type LineageRelation = (typeof LINEAGE_RELATIONS)[number];

/** Below this a hazard is not inherited. */
export const TAU_CUT = Exact.of("0.5");

const [T9, T8, T7, T6, T5, T4] = ["0.9", "0.8", "0.7", "0.6", "0.5", "0.4"].map((text) => Exact.of(text)) as [
  Exact,
  Exact,
  Exact,
  Exact,
  Exact,
  Exact,
];

type Row = Record<LineageRelation, Exact>;
const FAITHFUL = { copy: ONE, adapter: ONE };
const WEIGHT: Row = {
  ...FAITHFUL,
  convert: ONE,
  quantize: T9,
  finetune: T8,
  finetune_pickle: T8,
  merge: T6,
  distill: T4,
  trained_on: ZERO,
};

/** How much of a hazard one lineage step passes on. Expert judgement, shown as an assumption; no row = not inherited. */
const TAU: Partial<Record<Hazard, Row>> = {
  CODE: {
    ...FAITHFUL,
    convert: ZERO,
    quantize: ZERO,
    finetune: ZERO,
    finetune_pickle: ONE,
    merge: ZERO,
    distill: ZERO,
    trained_on: ZERO,
  },
  WEIGHT,
  TEMPLATE: {
    ...FAITHFUL,
    convert: ONE,
    quantize: ONE,
    finetune: T7,
    finetune_pickle: T7,
    merge: T7,
    distill: ZERO,
    trained_on: ZERO,
  },
  DATA: { ...WEIGHT, trained_on: T8 },
  PII: {
    ...FAITHFUL,
    convert: ONE,
    quantize: ONE,
    finetune: T8,
    finetune_pickle: T8,
    merge: T8,
    distill: T5,
    trained_on: ONE,
  },
  LICENCE: {
    ...FAITHFUL,
    convert: ONE,
    quantize: ONE,
    finetune: ONE,
    finetune_pickle: ONE,
    merge: ONE,
    distill: ONE,
    trained_on: ONE,
  },
};

/** Transmissibility of one hop, 0 to 1; 0 for hazards and relations the table does not have. */
export function hopTau(hazard: Hazard, relation: string): Exact {
  const row = TAU[hazard];
  return row !== undefined && isLineageRelation(relation) ? row[relation] : ZERO;
}

function isLineageRelation(word: string): word is LineageRelation {
  return (LINEAGE_RELATIONS as readonly string[]).includes(word);
}

/** Whether findings with this hazard become lineage groups at all. */
export function isTransmissible(hazard: Hazard): boolean {
  return TAU[hazard] !== undefined;
}

/**
 * The lineage word of a stored relation, or null where it carries no hazard. An unknown derivation is scored as a
 * fine-tune, a dataset's as a conversion; a model or dataset is a copy of the files it contains.
 */
export function lineageRelation(
  kind: RelationKind,
  variant: string | null,
  from: AssetKind,
  to: AssetKind,
): LineageRelation | null {
  if (kind === "trained_on") return "trained_on";
  if (kind === "contains") return (from === "model" || from === "dataset") && to === "artifact" ? "copy" : null;
  if (kind !== "derived_from" || variant === "base_layer") return null;
  if (variant !== null && isLineageRelation(variant)) return variant;
  return from === "dataset" ? "convert" : "finetune";
}
