import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, real, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { hash8, moment, workspaceId } from "./columns";

/** One row an asset, its merged facts; ids are dense per workspace. A closed asset stays as a tombstone. */
export const asset = pgTable(
  "asset",
  {
    workspaceId: workspaceId(),
    id: integer("id").notNull(),
    firstRun: integer("first_run").notNull(),
    changedRun: integer("changed_run").notNull(),
    closedRun: integer("closed_run"),
    h: hash8("h").notNull(),
    kind: smallint("kind").notNull(),
    subtype: text("subtype").notNull(),
    extKey: text("ext_key").notNull(),
    name: text("name").notNull(),
    owner: text("owner"),
    env: text("env"),
    /** Stated levels; null = nobody says. */
    data: smallint("data"),
    criticality: smallint("criticality"),
    attrs: jsonb("attrs").notNull().default({}),
    evidenceId: text("evidence_id"),
    /** Derived after each run: what the score read. */
    exposure: smallint("exposure").notNull().default(0),
    dataScored: smallint("data_scored"),
    criticalityScored: smallint("criticality_scored"),
    blastWeight: real("blast_weight").notNull().default(0),
    blastCount: integer("blast_count").notNull().default(0),
    scoreTenths: smallint("score_tenths"),
    worstBand: smallint("worst_band"),
    openRisks: integer("open_risks").notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("asset_ext").on(t.workspaceId, t.extKey),
    index("asset_rank").on(t.workspaceId, sql`coalesce(${t.scoreTenths}, -1) desc`, t.id),
    index("asset_kind").on(t.workspaceId, t.kind),
    index("asset_name").on(t.workspaceId, sql`lower(${t.name})`),
  ],
);

export const assetAlias = pgTable(
  "asset_alias",
  { workspaceId: workspaceId(), alias: text("alias").notNull(), assetId: integer("asset_id").notNull() },
  (t) => [primaryKey({ columns: [t.workspaceId, t.alias] }), index("asset_alias_asset").on(t.workspaceId, t.assetId)],
);

/** One asset as one source says it: facts stay apart by source and merge by precedence into `asset`. */
export const assetObs = pgTable(
  "asset_obs",
  {
    workspaceId: workspaceId(),
    sourceId: integer("source_id").notNull(),
    extKey: text("ext_key").notNull(),
    assetId: integer("asset_id").notNull(),
    scope: text("scope").notNull().default(""),
    changedRun: integer("changed_run").notNull(),
    h: hash8("h").notNull(),
    class: smallint("class").notNull(),
    doc: jsonb("doc").notNull(),
    evidenceId: text("evidence_id"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sourceId, t.extKey] }),
    index("asset_obs_asset").on(t.workspaceId, t.assetId),
  ],
);

/** kind = relation code x 16 + variant. Source 0 is the link stage's own. */
export const edge = pgTable(
  "edge",
  {
    workspaceId: workspaceId(),
    src: integer("src").notNull(),
    kind: smallint("kind").notNull(),
    dst: integer("dst").notNull(),
    sourceId: integer("source_id").notNull(),
    class: smallint("class").notNull(),
    firstRun: integer("first_run").notNull(),
    evidenceId: text("evidence_id"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.src, t.kind, t.dst, t.sourceId] }),
    uniqueIndex("edge_rev").on(t.workspaceId, t.dst, t.kind, t.src, t.sourceId),
  ],
);

/** Only for edges that say more than that they exist: ref, resolved, site, flags. */
export const edgeDetail = pgTable(
  "edge_detail",
  {
    workspaceId: workspaceId(),
    src: integer("src").notNull(),
    kind: smallint("kind").notNull(),
    dst: integer("dst").notNull(),
    sourceId: integer("source_id").notNull(),
    doc: jsonb("doc").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.src, t.kind, t.dst, t.sourceId] })],
);

/** Short, human lines of an asset's life: appeared, changed, gone, back. */
export const assetEvent = pgTable(
  "asset_event",
  {
    workspaceId: workspaceId(),
    assetId: integer("asset_id").notNull(),
    runId: integer("run_id").notNull(),
    at: moment("at").notNull(),
    text: text("text").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.assetId, t.runId, t.text] })],
);
