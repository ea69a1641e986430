import { z } from "zod";
import { COLLECTION_OUTCOMES } from "@/db/enums";
import { AssetKind, Level } from "./asset";
import { wordsOf } from "./codes";
import { EngineResult } from "./engine-result";
import { FactSite } from "./fact-site";
import { JsonObject } from "./json";
import { EvidenceClass, RelationKind } from "./relation";

export { FactSite };

/** How a collection of one (scope, resource type) ended. Only `complete` may close what was not seen. */
export const CollectionOutcome = z.enum(wordsOf(COLLECTION_OUTCOMES));
export type CollectionOutcome = z.infer<typeof CollectionOutcome>;

/**
 * One asset as one source says it. `key` is the natural key that two sources agree on (vocabulary §2), never our id.
 * Facts, not levels: exposure and scores are derived later; `owner`, `env`, `data`, `criticality` only where the source
 * labels them. null or absent = the source does not say.
 */
export const AssetFact = z.object({
  key: z.string().min(1).max(2_048),
  aliases: z.array(z.string().min(1).max(2_048)).default([]),
  kind: AssetKind,
  subtype: z.string(),
  name: z.string().min(1),
  class: EvidenceClass,
  owner: z.string().nullable().default(null),
  env: z.string().nullable().default(null),
  data: Level.nullable().default(null),
  criticality: Level.nullable().default(null),
  props: JsonObject.default({}),
  site: FactSite,
  /** Which of the batch's scopes it was read in; empty = the whole batch, which then must be complete to close it. */
  scope: z.string().default(""),
  /** Which resource type of that scope; empty = any of them, which then must all be complete to close it. */
  resourceType: z.string().default(""),
});
export type AssetFact = z.infer<typeof AssetFact>;

/** One relation as one source says it, between natural keys. `props` carries ref, resolved, site and the like. */
export const EdgeFact = z.object({
  from: z.string().min(1),
  relation: RelationKind,
  variant: z.string().nullable().default(null),
  to: z.string().min(1),
  class: EvidenceClass,
  props: JsonObject.default({}),
  site: FactSite,
});
export type EdgeFact = z.infer<typeof EdgeFact>;

/** A record that could not be used: where it stands and why, in a sentence. The rest of the page goes on. */
export const Quarantined = z.object({ path: z.string(), pointer: z.string(), reason: z.string() });
export type Quarantined = z.infer<typeof Quarantined>;

export const ScopeOutcome = z.object({
  scope: z.string(),
  resourceType: z.string(),
  outcome: CollectionOutcome,
  seen: z.number().int().nonnegative(),
  /** A sentence when the outcome is not complete: what is missing and how to get it. */
  reason: z.string().nullable().default(null),
});
export type ScopeOutcome = z.infer<typeof ScopeOutcome>;

/**
 * What normalize() returns: everything one collection says, ready to reconcile. Every edge's two keys are among
 * `assets` of the same batch (an asset known only by reference is emitted with what is known of it).
 */
export const InventoryBatch = z.object({
  assets: z.array(AssetFact),
  edges: z.array(EdgeFact),
  scopes: z.array(ScopeOutcome),
  quarantined: z.array(Quarantined),
  /** What other engines found in files; absent where the source brings none. */
  engineResults: z.array(EngineResult).optional(),
});
export type InventoryBatch = z.infer<typeof InventoryBatch>;

/** A document or listing exactly as received: kept as evidence, never rewritten. */
export type RawPage = { path: string; mediaType: string; bytes: Uint8Array; digest: string };

/** A file whose bytes a connector can open for the scanners; `sha256` is of the whole file. */
export type CollectedFile = { path: string; sha256: string; sizeBytes: number };
