import { z } from "zod";
import { EvidenceClass, RelationKind } from "../relation";
import { Band } from "../severity";
import { AssetRef } from "./asset-views";
import { GraphStamp } from "./graph-stamp";

/** One asset of a picture or a way, with what ranks it. */
const PlacedAsset = AssetRef.extend({ worstBand: Band.nullable() });

/** How one asset of a way leads to the next: the stored relation, and whether it is read along or against its direction. */
export const WayStep = z.object({
  relation: RelationKind,
  variant: z.string().nullable(),
  words: z.string(),
  /** True where the relation runs from this asset to the next; false where it runs back. */
  forwards: z.boolean(),
  class: EvidenceClass,
  source: z.string(),
  evidenceId: z.string().nullable(),
});

/** A shortest way: `steps[i]` leads from `assets[i]` to `assets[i + 1]`; null where an edge went between asking and reading. */
export const Way = z.object({ assets: z.array(PlacedAsset), steps: z.array(WayStep.nullable()) });
export type Way = z.infer<typeof Way>;

export const PathView = z.object({
  from: AssetRef,
  to: AssetRef,
  over: z.enum(["impact", "attack", "any"]),
  way: Way.nullable(),
  stamp: GraphStamp,
});
export type PathView = z.infer<typeof PathView>;

/** How an asset stands between exposure and sensitive data. */
export const ExposurePathView = z.object({
  root: AssetRef,
  /** Whether it is sensitive data itself. */
  sensitive: z.boolean(),
  toData: Way.nullable(),
  fromExposed: Way.nullable(),
  /** Stores whose sensitivity nobody states: ways to them are not counted. Null where it was not counted. */
  unknownStores: z.number().int().nonnegative().nullable(),
  stamp: GraphStamp,
});
export type ExposurePathView = z.infer<typeof ExposurePathView>;

/** The estate's shortest ways from the internet to sensitive data. */
export const ExposedView = z.object({
  ways: z.array(Way),
  total: z.number().int().nonnegative().nullable(),
  unknownStores: z.number().int().nonnegative().nullable(),
  stamp: GraphStamp,
});
export type ExposedView = z.infer<typeof ExposedView>;

export const NeighbourhoodView = z.object({
  root: AssetRef,
  nodes: z.array(PlacedAsset.extend({ depth: z.number().int().nonnegative() })),
  edges: z.array(
    z.object({
      from: z.number().int(),
      to: z.number().int(),
      relation: RelationKind,
      variant: z.string().nullable(),
      words: z.string(),
    }),
  ),
  /** Siblings of one parent and one relation that are too many to draw; the whole of them stands behind `siblings`. */
  families: z.array(
    z.object({
      parent: z.number().int(),
      relation: RelationKind,
      outgoing: z.boolean(),
      words: z.string(),
      count: z.number().int(),
      shown: z.number().int(),
    }),
  ),
  omitted: z.number().int().nonnegative(),
  stamp: GraphStamp,
});
export type NeighbourhoodView = z.infer<typeof NeighbourhoodView>;

/** The members of a collapsed family, page by page, by id. */
export const SiblingsPage = z.object({ rows: z.array(PlacedAsset), next: z.string().nullable() });
export type SiblingsPage = z.infer<typeof SiblingsPage>;

export const RECALL_GROUPS = ["descendants", "endpoints", "agents", "others"] as const;
const RecallTotal = z.object({ count: z.number().int(), production: z.number().int(), running: z.number().int() });

/** What to act on when an asset is bad: a page of it, what it adds up to, and who is to be told. */
export const RecallView = z.object({
  root: AssetRef,
  totals: z.object({ descendants: RecallTotal, endpoints: RecallTotal, agents: RecallTotal, others: RecallTotal }),
  rows: z.array(
    PlacedAsset.extend({
      group: z.enum(RECALL_GROUPS),
      distance: z.number().int().nullable(),
      env: z.string().nullable(),
      /** The stated owner, else who the owned_by relation names; null = nobody. */
      owner: z.string().nullable(),
    }),
  ),
  next: z.string().nullable(),
  /** Only on the first page: owners by how much of it is theirs; null = a later page. */
  owners: z
    .object({
      rows: z.array(z.object({ owner: z.string(), assets: z.number().int() })),
      /** Owners past the list. */
      more: z.number().int(),
      /** Assets that nobody owns. */
      nobody: z.number().int(),
    })
    .nullable(),
  stamp: GraphStamp,
});
export type RecallView = z.infer<typeof RecallView>;

/** The inventory ranked by what the graph says of each asset. */
export const RankedAssets = z.object({
  rows: z.array(
    PlacedAsset.extend({
      blast: z.number().int(),
      running: z.number().int(),
      upstream: z.number().int(),
      /** Null = no sensitive data is reached. */
      sensitiveHops: z.number().int().nullable(),
      sensitiveNext: AssetRef.nullable(),
    }),
  ),
  next: z.string().nullable(),
  /** The graph version the figures were computed from; null = no run was ranked yet. */
  version: z.number().int().nullable(),
});
export type RankedAssets = z.infer<typeof RankedAssets>;
