import { z } from "zod";
import { AssetKind, Level } from "./asset";
import { JsonObject } from "./json";
import { EvidenceClass, RelationKind } from "./relation";

/** An edge that leaves the record's asset. `to` is the key of another record of the same push. */
export const RecordEdge = z.object({
  relation: RelationKind,
  variant: z.string().max(64).nullable().default(null),
  to: z.string().min(1).max(2_048),
  class: EvidenceClass.default("declared"),
  /** ref, resolved, site, path and the like. */
  props: JsonObject.default({}),
});
export type RecordEdge = z.infer<typeof RecordEdge>;

/**
 * One line of a push: an asset and the edges that leave it, in the words of vocabulary.md. `key` is the natural key (purl,
 * ARN, digest, URL) that other sources would use too. Facts only: exposure and scores are derived. null or absent = the
 * sender does not say.
 */
export const InventoryRecord = z.object({
  key: z.string().min(1).max(2_048),
  aliases: z.array(z.string().min(1).max(2_048)).max(100).default([]),
  kind: AssetKind,
  subtype: z.string().max(64),
  name: z.string().min(1).max(10_000),
  class: EvidenceClass.default("declared"),
  owner: z.string().max(500).nullable().default(null),
  env: z.string().max(64).nullable().default(null),
  data: Level.nullable().default(null),
  criticality: Level.nullable().default(null),
  props: JsonObject.default({}),
  /** Which of the push's scopes it belongs to; empty = the whole push. */
  scope: z.string().max(500).default(""),
  /** Which resource type of that scope; empty = any of them. */
  resourceType: z.string().max(200).default(""),
  edges: z.array(RecordEdge).max(100_000).default([]),
});
export type InventoryRecord = z.infer<typeof InventoryRecord>;
