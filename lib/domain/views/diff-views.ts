import { z } from "zod";
import { AsOf, AsOfPoint } from "../page";
import { EvidenceClass, RelationKind } from "../relation";
import { AssetRef, FieldChange } from "./asset-views";

/** The parts of what changed between two moments, each a list of its own. */
export const DIFF_PARTS = ["added", "changed", "gone", "edges-added", "edges-removed"] as const;
export const DiffPart = z.enum(DIFF_PARTS);
export type DiffPart = z.infer<typeof DiffPart>;

export const DiffQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** The earlier moment, a run's key or number, or a time; absent = just before the later one's run. */
  from: z.string().max(200).optional(),
  /** The later moment; absent = the newest run. */
  to: z.string().max(200).optional(),
  show: DiffPart.default("added"),
});
export type DiffQuery = z.infer<typeof DiffQuery>;

/** One line of the list asked for. */
export const DiffRow = z.discriminatedUnion("part", [
  z.object({
    part: z.literal("added"),
    asset: AssetRef,
    /** The run that brought it, and its source. */
    run: z.string(),
    source: z.string(),
    /** True where it had been known before and was gone at the earlier moment. */
    again: z.boolean(),
  }),
  z.object({
    part: z.literal("changed"),
    asset: AssetRef,
    run: z.string(),
    source: z.string(),
    changes: z.array(FieldChange),
  }),
  z.object({ part: z.literal("gone"), asset: AssetRef, run: z.string(), source: z.string(), why: z.string() }),
  z.object({
    part: z.enum(["edges-added", "edges-removed"]),
    from: AssetRef,
    relation: RelationKind,
    words: z.string(),
    to: AssetRef,
    class: EvidenceClass,
    source: z.string(),
  }),
]);
export type DiffRow = z.infer<typeof DiffRow>;

const KindCount = z.object({ kind: z.string(), count: z.number().int() });

export const DiffPage = z.object({
  from: AsOfPoint,
  to: AsOfPoint,
  rows: z.array(DiffRow),
  next: z.string().nullable(),
  /** By kind of asset, or by relation; most first. Counted with the first page alone, null on the others. */
  counts: z.record(DiffPart, z.array(KindCount)).nullable(),
  asOf: AsOf,
});
export type DiffPage = z.infer<typeof DiffPage>;
