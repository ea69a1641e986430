import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, real, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { hash8, int8, moment, workspaceId } from "./columns";

/**
 * One row an asset, its merged facts; ids are dense per workspace. A closed asset stays as a tombstone. `…_record` columns
 * count in record time: the order in which runs were applied (`run.record`), never run ids.
 */
export const asset = pgTable(
  "asset",
  {
    workspaceId: workspaceId(),
    id: integer("id").notNull(),
    firstRecord: integer("first_record").notNull(),
    /** Since when the row says what it says now; older words stand in asset_version. */
    changedRecord: integer("changed_record").notNull(),
    closedRecord: integer("closed_record"),
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
    /** The record that states it: a raw page and the spot in it (see FactSpot). */
    pageId: integer("page_id"),
    spot: text("spot"),
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
    // What was first seen since some moment: never updated, so it costs nothing later.
    index("asset_first").on(t.workspaceId, t.firstRecord),
    index("asset_trgm").using("gin", sql`${t.name} gin_trgm_ops`),
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
    resourceType: text("resource_type").notNull().default(""),
    changedRecord: integer("changed_record").notNull(),
    /** Content: what the source says of it, without where it says so. */
    h: hash8("h").notNull(),
    /** Adjacency: an order-free sum over the edges that leave it. */
    eh: hash8("eh").notNull().default(sql`0`),
    /** The whole record as sent: equal bytes need not be read again. */
    lh: hash8("lh").notNull().default(sql`0`),
    class: smallint("class").notNull(),
    doc: jsonb("doc").notNull(),
    pageId: integer("page_id"),
    spot: text("spot"),
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
    /** Since when the row says what it says now; older words stand in edge_history. */
    changedRecord: integer("changed_record").notNull(),
    pageId: integer("page_id"),
    spot: text("spot"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.src, t.kind, t.dst, t.sourceId] }),
    uniqueIndex("edge_rev").on(t.workspaceId, t.dst, t.kind, t.src, t.sourceId),
    // A few kilobytes that let a comparison of two moments pass over what is old.
    index("edge_changed").using("brin", t.workspaceId, t.changedRecord),
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

/** What people and Faultline did to an asset as such: joined, split. Its facts' changes are read from asset_version. */
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

/**
 * What a merged row said before: valid from `from_record` up to, not including, `to_record`. Partitioned by `to_record`, so
 * that retention drops a partition. `op` is why it ended: c changed, d closed, r re-opened.
 */
export const assetVersion = pgTable(
  "asset_version",
  {
    workspaceId: workspaceId(),
    assetId: integer("asset_id").notNull(),
    fromRecord: integer("from_record").notNull(),
    toRecord: integer("to_record").notNull(),
    op: text("op").notNull(),
    /** kind, subtype, name, owner, env, data, criticality, attrs, page_id, spot, closed. */
    doc: jsonb("doc").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.assetId, t.fromRecord, t.toRecord] })],
);

/** An edge that was: same meaning of the records, same partitions. */
export const edgeHistory = pgTable(
  "edge_history",
  {
    workspaceId: workspaceId(),
    src: integer("src").notNull(),
    kind: smallint("kind").notNull(),
    dst: integer("dst").notNull(),
    sourceId: integer("source_id").notNull(),
    fromRecord: integer("from_record").notNull(),
    toRecord: integer("to_record").notNull(),
    class: smallint("class").notNull(),
    pageId: integer("page_id"),
    spot: text("spot"),
    doc: jsonb("doc"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.src, t.kind, t.dst, t.sourceId, t.fromRecord, t.toRecord] }),
    index("edge_history_dst").on(t.workspaceId, t.dst),
  ],
);

/**
 * What changed in the graph, version by version, so that a snapshot in memory follows without reading all again.
 * op: 1 edge added, 2 edge removed, 3 asset (src) added or changed. The newest versions are kept.
 */
export const graphChange = pgTable(
  "graph_change",
  {
    workspaceId: workspaceId(),
    version: integer("version").notNull(),
    seq: integer("seq").notNull(),
    op: smallint("op").notNull(),
    src: integer("src").notNull(),
    dst: integer("dst").notNull().default(0),
    kind: smallint("kind").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.version, t.seq] })],
);

/** What the whole graph says of one asset, computed after each ranked run: lists rank by it with one index page. */
export const assetMetric = pgTable(
  "asset_metric",
  {
    workspaceId: workspaceId(),
    assetId: integer("asset_id").notNull(),
    /** The graph version it was computed from. */
    version: integer("version").notNull(),
    upCount: integer("up_count").notNull(),
    downCount: integer("down_count").notNull(),
    /** Running things among what is downstream. */
    downRunning: integer("down_running").notNull(),
    /** Hops to the nearest sensitive data, and the asset to go to next; null = none is reachable. */
    sensitiveHops: smallint("sensitive_hops"),
    sensitiveNext: integer("sensitive_next"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.assetId] }),
    index("asset_metric_down").on(t.workspaceId, sql`${t.downCount} desc`, t.assetId),
    index("asset_metric_sensitive").on(t.workspaceId, t.sensitiveHops, t.assetId),
  ],
);

/** What a join moved, so that a split can give it back: the keys of each source that spoke of the joined asset. */
export const assetJoin = pgTable(
  "asset_join",
  {
    workspaceId: workspaceId(),
    joined: integer("joined").notNull(),
    kept: integer("kept").notNull(),
    record: integer("record").notNull(),
    why: text("why").notNull(),
    /** [{sourceId, key}] of the observations that moved, and the aliases that did. */
    doc: jsonb("doc").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.joined] }), index("asset_join_kept").on(t.workspaceId, t.kept)],
);

/** Two assets a person took apart: linking does not join them again. `low` < `high`. */
export const assetApart = pgTable(
  "asset_apart",
  { workspaceId: workspaceId(), low: integer("low").notNull(), high: integer("high").notNull() },
  (t) => [primaryKey({ columns: [t.workspaceId, t.low, t.high] })],
);

/** Counts written with the ingest and the ranking, so that no screen counts a million rows: list, facet, value -> n. */
export const tally = pgTable(
  "tally",
  {
    workspaceId: workspaceId(),
    list: text("list").notNull(),
    facet: text("facet").notNull(),
    value: text("value").notNull(),
    n: int8("n").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.list, t.facet, t.value] })],
);
