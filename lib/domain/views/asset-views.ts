import { z } from "zod";
import { AssetKind, Exposure } from "../asset";
import { EngineWord } from "../engine-result";
import { FaultLine } from "../fault-line";
import { Json, JsonObject } from "../json";
import { AsOfPoint, Facet, pageOf } from "../page";
import { EvidenceClass, RelationKind } from "../relation";
import { Coverage, ScanVerdict } from "../scan";
import { Band, Severity } from "../severity";
import { GraphStamp } from "./graph-stamp";

/** Enough of an asset to name it, mark it and open it. `name` is from outside: show it as text. */
export const AssetRef = z.object({
  id: z.number().int(),
  key: z.string(),
  name: z.string(),
  kind: AssetKind,
  subtype: z.string(),
  faultLine: FaultLine,
});
export type AssetRef = z.infer<typeof AssetRef>;

export const AssetRow = AssetRef.extend({
  owner: z.string().nullable(),
  env: z.string().nullable(),
  exposure: Exposure,
  /** null = no source says; the score then assumes 2 and says so. */
  data: z.number().int().nullable(),
  criticality: z.number().int().nullable(),
  /** null = not kept for the asked moment; so are the next three, and who saw it. */
  blast: z.number().int().nullable(),
  openRisks: z.number().int().nullable(),
  worstBand: Band.nullable(),
  scoreTenths: z.number().int().nullable(),
  sources: z.array(z.string()),
  lastSeenAt: z.string().nullable(),
  /** Only where the list is ordered by them: all that is downstream, and hops to the nearest sensitive data. */
  downstream: z.number().int().nullable().optional(),
  sensitiveHops: z.number().int().nullable().optional(),
});
export type AssetRow = z.infer<typeof AssetRow>;

export const AssetPage = pageOf(AssetRow).extend({
  facets: z.object({ kind: z.array(Facet), owner: z.array(Facet), source: z.array(Facet), band: z.array(Facet) }),
  /** True where a count under the standing filters stopped at 10,000 rows. */
  facetsCapped: z.boolean(),
});
export type AssetPage = z.infer<typeof AssetPage>;

/** One fact with the source that says it and where; several sources may disagree, and all are shown. */
export const AssetFactView = z.object({
  property: z.string(),
  value: Json,
  source: z.string(),
  class: EvidenceClass,
  evidenceId: z.string().nullable(),
  used: z.boolean(),
  /** Where sources differ on the property: of the used one, why it wins; of the others, that they differ. */
  dispute: z.string().nullable(),
});

/** One field that changed; null = nobody said. `props.` stands before a property's name. */
export const FieldChange = z.object({ field: z.string(), from: Json, to: Json });
export type FieldChange = z.infer<typeof FieldChange>;

export const FileRow = z.object({
  assetId: z.number().int(),
  path: z.string(),
  sha256: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  formats: z.array(z.string()),
  /** null = no scan has ended yet. */
  verdict: ScanVerdict.nullable(),
  reasons: z.array(z.string()),
  found: z.string().nullable(),
  coverage: Coverage.nullable(),
  bytesRead: z.number().nullable(),
  evidenceIds: z.array(z.string()),
  engine: z.string().nullable(),
  scannedAt: z.string().nullable(),
  /** What other engines say of the same file, worst first. `agrees`: with our verdict, in kind; null = one of the two says nothing. */
  engines: z.array(EngineWord.extend({ agrees: z.boolean().nullable() })),
});
export type FileRow = z.infer<typeof FileRow>;

export const LineageRow = z.object({
  direction: z.enum(["upstream", "downstream"]),
  depth: z.number().int().positive(),
  from: AssetRef,
  relation: RelationKind,
  variant: z.string().nullable(),
  words: z.string(),
  to: AssetRef,
  class: EvidenceClass,
  ref: z.string().nullable(),
  resolved: z.string().nullable(),
  site: z.string().nullable(),
  source: z.string(),
  evidenceId: z.string().nullable(),
  /** Where the far end carries an open risk: its worst band. */
  farBand: Band.nullable(),
});
export type LineageRow = z.infer<typeof LineageRow>;

export const LineageView = z.object({
  root: AssetRef,
  rows: z.array(LineageRow),
  omitted: z.number().int().nonnegative(),
  run: z.string().nullable(),
  /** The asked moment; absent = now. */
  past: AsOfPoint.optional(),
  stamp: GraphStamp,
});
export type LineageView = z.infer<typeof LineageView>;

export const BlastRadiusView = z.object({
  root: AssetRef,
  weight: z.number(),
  count: z.number().int(),
  /** Running infrastructure among them; null where that was not counted. */
  running: z.number().int().nullable(),
  byKind: z.array(z.object({ kind: AssetKind, count: z.number().int(), production: z.number().int() })),
  /** Highest score first, then nearest; a distance of null was not measured. */
  top: z.array(AssetRef.extend({ distance: z.number().int().nullable(), worstBand: Band.nullable() })),
  run: z.string().nullable(),
  stamp: GraphStamp,
});
export type BlastRadiusView = z.infer<typeof BlastRadiusView>;

export const AssetRiskRow = z.object({
  id: z.string(),
  title: z.string(),
  ruleId: z.string(),
  band: Band,
  scoreTenths: z.number().int(),
  /** null = the finding stands on this asset itself; otherwise where it comes from. */
  inheritedFrom: AssetRef.nullable(),
});

/** An asset that was found to be this one and lives on in it; a split gives it back. */
export const JoinedAsset = z.object({
  id: z.number().int(),
  key: z.string(),
  name: z.string(),
  why: z.string(),
  run: z.string().nullable(),
});
export type JoinedAsset = z.infer<typeof JoinedAsset>;

/** What a split did: both assets live, and these runs say anew which relation is whose. */
export const SplitDone = z.object({
  kept: z.number().int(),
  joined: z.number().int(),
  runs: z.array(z.number().int()),
});
export type SplitDone = z.infer<typeof SplitDone>;

export const AssetDetail = AssetRow.extend({
  aliases: z.array(z.string()),
  joined: z.array(JoinedAsset),
  props: JsonObject,
  facts: z.array(AssetFactView),
  files: z.array(FileRow),
  risks: z.array(AssetRiskRow),
  /** Newest first; `changes` where a field did. */
  history: z.array(
    z.object({ at: z.string(), run: z.string(), text: z.string(), changes: z.array(FieldChange).optional() }),
  ),
  /** null = not counted for the asked moment. */
  counts: z
    .object({
      upstream: z.number().int(),
      downstream: z.number().int(),
      usedBy: z.number().int(),
      /** True where counting was cut short: "at least". */
      partial: z.boolean(),
    })
    .nullable(),
  /** One sentence that answers "can it ship?", with the state it stands for. */
  answer: z.object({ state: z.enum(["no", "unknown", "yes"]), sentence: z.string() }),
  /** The asked moment: name, owner and properties are of then, all else is of now; null = all of now. */
  past: AsOfPoint.nullable(),
});
export type AssetDetail = z.infer<typeof AssetDetail>;

/** What the evidence viewer draws. */
export const EvidenceView = z.object({
  id: z.string(),
  path: z.string(),
  member: z.string().nullable(),
  digest: z.string(),
  engine: z.object({ name: z.string(), version: z.string(), ruleset: z.string() }),
  found: z.string(),
  severity: Severity.nullable(),
  /** Where on the estate these bytes were seen. */
  places: z.array(z.object({ asset: AssetRef, path: z.string() })),
  body: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("opcodes"),
      lines: z.array(
        z.object({
          offset: z.number().int(),
          length: z.number().int(),
          opcode: z.string(),
          argument: z.string(),
          stack: z.array(z.string()),
          hit: z.enum(["import", "operand", "call"]).nullable(),
        }),
      ),
      call: z.object({ offset: z.number().int(), text: z.string() }).nullable(),
      hex: z.object({ start: z.number().int(), hex: z.string() }),
    }),
    z.object({
      kind: z.literal("text"),
      firstLine: z.number().int().positive(),
      lines: z.array(z.string()),
      hitLines: z.array(z.number().int()),
      pointer: z.string().nullable(),
    }),
    z.object({
      kind: z.literal("hex"),
      start: z.number().int(),
      hex: z.string(),
      marks: z.array(z.tuple([z.number(), z.number()])),
    }),
    /** The bytes are no longer kept: the record stands, the picture does not. */
    z.object({ kind: z.literal("gone"), sentence: z.string() }),
  ]),
  memberOffset: z.number().int().nullable(),
  offset: z.number().int().nullable(),
  bytesRead: z.number().nullable(),
  sizeBytes: z.number().nullable(),
});
export type EvidenceView = z.infer<typeof EvidenceView>;
