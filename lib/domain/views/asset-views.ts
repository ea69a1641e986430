import { z } from "zod";
import { AssetKind, Exposure } from "../asset";
import { EngineWord } from "../engine-result";
import { FaultLine } from "../fault-line";
import { Json, JsonObject } from "../json";
import { Facet, pageOf } from "../page";
import { EvidenceClass, RelationKind } from "../relation";
import { Coverage, ScanVerdict } from "../scan";
import { Band, Severity } from "../severity";

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
  blast: z.number().int(),
  openRisks: z.number().int(),
  worstBand: Band.nullable(),
  scoreTenths: z.number().int().nullable(),
  sources: z.array(z.string()),
  lastSeenAt: z.string().nullable(),
});
export type AssetRow = z.infer<typeof AssetRow>;

export const AssetPage = pageOf(AssetRow).extend({
  facets: z.object({ kind: z.array(Facet), owner: z.array(Facet), source: z.array(Facet), band: z.array(Facet) }),
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
});

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
});
export type LineageView = z.infer<typeof LineageView>;

export const BlastRadiusView = z.object({
  root: AssetRef,
  weight: z.number(),
  count: z.number().int(),
  byKind: z.array(z.object({ kind: AssetKind, count: z.number().int(), production: z.number().int() })),
  top: z.array(AssetRef.extend({ distance: z.number().int(), worstBand: Band.nullable() })),
  run: z.string().nullable(),
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

export const AssetDetail = AssetRow.extend({
  aliases: z.array(z.string()),
  props: JsonObject,
  facts: z.array(AssetFactView),
  files: z.array(FileRow),
  risks: z.array(AssetRiskRow),
  history: z.array(z.object({ at: z.string(), run: z.string(), text: z.string() })),
  counts: z.object({ upstream: z.number().int(), downstream: z.number().int(), usedBy: z.number().int() }),
  /** One sentence that answers "can it ship?", with the state it stands for. */
  answer: z.object({ state: z.enum(["no", "unknown", "yes"]), sentence: z.string() }),
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
