import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { QUARANTINE_STATES } from "../enums";
import { bytes, int8, moment, workspaceId } from "./columns";

export const source = pgTable(
  "source",
  {
    workspaceId: workspaceId(),
    id: integer("id").notNull(),
    name: text("name").notNull(),
    connector: text("connector").notNull(),
    config: jsonb("config").notNull().default({}),
    lastRun: integer("last_run"),
    removedAt: moment("removed_at"),
    createdAt: moment("created_at").notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const run = pgTable(
  "run",
  {
    workspaceId: workspaceId(),
    id: integer("id").notNull(),
    key: text("key").notNull(),
    sourceId: integer("source_id").notNull(),
    /** Its place in record time once its facts are applied: later is greater, whatever the ids say. */
    record: integer("record"),
    state: smallint("state").notNull(),
    stage: smallint("stage"),
    progress: jsonb("progress").notNull().default([]),
    now: text("now"),
    stats: jsonb("stats").notNull().default({}),
    error: text("error"),
    /** A person released a held run: the closing guard lets it pass. */
    released: boolean("released").notNull().default(false),
    /** The connector holds another collection after this one. */
    more: boolean("more").notNull().default(false),
    /** The collection's own time; the wall clock unless a replay states one. */
    at: moment("at").notNull().default(sql`now()`),
    queuedAt: moment("queued_at").notNull().default(sql`now()`),
    startedAt: moment("started_at"),
    endedAt: moment("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("run_key").on(t.workspaceId, t.key),
    index("run_source").on(t.workspaceId, t.sourceId, t.id),
    index("run_record").on(t.workspaceId, t.record),
  ],
);

/** How the collection of one (scope, resource type) ended. */
export const runScope = pgTable(
  "run_scope",
  {
    workspaceId: workspaceId(),
    runId: integer("run_id").notNull(),
    scope: text("scope").notNull(),
    resourceType: text("resource_type").notNull(),
    outcome: smallint("outcome").notNull(),
    seen: integer("seen").notNull(),
    reason: text("reason"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId, t.scope, t.resourceType] })],
);

/** Records that could not be used: where they stand and why. */
export const quarantine = pgTable(
  "quarantine",
  {
    workspaceId: workspaceId(),
    runId: integer("run_id").notNull(),
    seq: integer("seq").notNull(),
    path: text("path").notNull(),
    pointer: text("pointer").notNull(),
    reason: text("reason").notNull(),
    /** The record as sent, where it is short enough to keep: what a replay reads again. */
    record: text("record"),
    state: smallint("state").notNull().default(QUARANTINE_STATES.waiting),
    /** The run that took it in after all. */
    replayRun: integer("replay_run"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId, t.seq] })],
);

/**
 * A collected snapshot between collect and reconcile, in chunks of gzip'd lines, dropped once applied. A pushed chunk lies
 * in its raw page already: then `body` is null and `page_id` says which.
 */
export const runStaging = pgTable(
  "run_staging",
  {
    workspaceId: workspaceId(),
    runId: integer("run_id").notNull(),
    seq: integer("seq").notNull(),
    records: integer("records").notNull(),
    body: bytes("body"),
    pageId: integer("page_id"),
    /** Line of the first record in the upload as a whole, counted from 1. */
    firstLine: integer("first_line").notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId, t.seq] })],
);

/** Raw pages exactly as received, once per digest, gzip'd. */
export const rawBlob = pgTable(
  "raw_blob",
  {
    workspaceId: workspaceId(),
    digest: text("digest").notNull(),
    mediaType: text("media_type").notNull(),
    sizeBytes: int8("size_bytes").notNull(),
    body: bytes("body").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.digest] })],
);

/** A raw page: one body under one path. Facts name it by its id. */
export const rawPage = pgTable(
  "raw_page",
  {
    workspaceId: workspaceId(),
    id: integer("id").notNull(),
    path: text("path").notNull(),
    digest: text("digest").notNull(),
    /** The source that sent it first: evidence names its connector. */
    sourceId: integer("source_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("raw_page_digest").on(t.workspaceId, t.digest, t.path, t.sourceId),
  ],
);

/** Which raw pages a run received. */
export const runPage = pgTable(
  "run_page",
  { workspaceId: workspaceId(), runId: integer("run_id").notNull(), pageId: integer("page_id").notNull() },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.runId, t.pageId] }),
    index("run_page_page").on(t.workspaceId, t.pageId),
  ],
);

/** A push under way: bytes arrive in order, in as many requests as it takes. */
export const pushUpload = pgTable(
  "push_upload",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    sourceId: integer("source_id").notNull(),
    /** The sender's own name of this push: the same key again is the same push. */
    idempotencyKey: text("idempotency_key").notNull(),
    state: smallint("state").notNull(),
    /** Uncompressed bytes and lines taken in so far. */
    received: int8("received").notNull().default(0),
    lines: integer("lines").notNull().default(0),
    /** An unfinished last line, waiting for its rest. */
    tail: bytes("tail"),
    doc: jsonb("doc").notNull().default({}),
    runId: integer("run_id"),
    createdAt: moment("created_at").notNull().default(sql`now()`),
    updatedAt: moment("updated_at").notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("push_upload_key").on(t.workspaceId, t.sourceId, t.idempotencyKey),
  ],
);

/** One taken chunk of a push, whole lines only, kept as a raw page. */
export const pushChunk = pgTable(
  "push_chunk",
  {
    workspaceId: workspaceId(),
    uploadId: text("upload_id").notNull(),
    seq: integer("seq").notNull(),
    pageId: integer("page_id").notNull(),
    firstLine: integer("first_line").notNull(),
    records: integer("records").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.uploadId, t.seq] })],
);

/**
 * What a held run would close: written while it is held, read by the person who decides, dropped once it is released or
 * discarded. Scope and resource type are those of the run's outcomes, '' where a source has none.
 */
export const heldGone = pgTable(
  "held_gone",
  {
    workspaceId: workspaceId(),
    runId: integer("run_id").notNull(),
    scope: text("scope").notNull(),
    resourceType: text("resource_type").notNull(),
    assetId: integer("asset_id").notNull(),
    /** The key under which the source knew it. */
    extKey: text("ext_key").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId, t.scope, t.resourceType, t.assetId] })],
);

/** Where a source last saw a file's bytes, so that scanners can open them again. */
export const collectedFile = pgTable(
  "collected_file",
  {
    workspaceId: workspaceId(),
    sourceId: integer("source_id").notNull(),
    path: text("path").notNull(),
    digest: text("digest").notNull(),
    sizeBytes: int8("size_bytes").notNull(),
    runId: integer("run_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sourceId, t.path] }),
    index("collected_file_digest").on(t.workspaceId, t.digest),
  ],
);
