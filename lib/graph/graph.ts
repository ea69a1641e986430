import type { AssetKind, Exposure } from "@/lib/domain/asset";
import type { JsonObject } from "@/lib/domain/json";
import type { EvidenceClass, RelationKind } from "@/lib/domain/relation";

/** One asset as rules see it: merged facts, never a row. Levels are null where nobody says. */
export type GraphAsset = {
  id: number;
  key: string;
  kind: AssetKind;
  subtype: string;
  name: string;
  owner: string | null;
  env: string | null;
  data: number | null;
  criticality: number | null;
  props: JsonObject;
  /** Evidence id of the record that states the asset. */
  evidenceId: string | null;
  /** False once every source has closed it: a tombstone whose edges still carry hazard. */
  open: boolean;
};

export type GraphEdge = {
  from: number;
  to: number;
  relation: RelationKind;
  variant: string | null;
  class: EvidenceClass;
  props: JsonObject;
  evidenceId: string | null;
};

/** What every rule, walk and rank reads: an immutable snapshot with both directions indexed. */
export interface Graph {
  readonly assets: ReadonlyMap<number, GraphAsset>;
  /** All edges, each fact once, in (from, relation, to) order. */
  edges(): Iterable<GraphEdge>;
  /** Every stated edge by its ends alone, in no order; one that two sources state may come twice. Makes no objects. */
  eachEdge(visit: (from: number, to: number, relation: RelationKind) => void): void;
  /** Assets of one kind, in id order. */
  ofKind(kind: AssetKind): readonly GraphAsset[];
  /** Edges that leave `id`, optionally of one relation, in (relation, to) order. */
  out(id: number, relation?: RelationKind): readonly GraphEdge[];
  /** Edges that arrive at `id`, optionally of one relation, in (relation, from) order. */
  in(id: number, relation?: RelationKind): readonly GraphEdge[];
}

/** Levels derived from facts (vocabulary §5): what a score reads, each with the sentence and the row that says so. */
export type DerivedLevels = {
  exposure: Exposure;
  exposureWhy: { sentence: string; assetId: number | null; evidenceId: string | null };
  /** Own label, else the maximum over dependents, else null (scored 2, and said so). */
  data: number | null;
  dataWhy: { sentence: string; assetId: number | null };
  criticality: number | null;
  criticalityWhy: { sentence: string; assetId: number | null };
  /** Weighted blast radius: production 1, other 0.25. */
  blastWeight: number;
  /** How many assets the weight counts. */
  blastCount: number;
  /** 0-4 from the weight. */
  blast: 0 | 1 | 2 | 3 | 4;
  production: boolean;
};
