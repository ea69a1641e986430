import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
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
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId, t.seq] })],
);

/** A collected batch between collect and reconcile: gzip'd JSON, dropped once applied. */
export const runStaging = pgTable(
  "run_staging",
  { workspaceId: workspaceId(), runId: integer("run_id").notNull(), body: bytes("body").notNull() },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId] })],
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

/** Which raw pages a run received, under which path. */
export const rawPage = pgTable(
  "raw_page",
  {
    workspaceId: workspaceId(),
    runId: integer("run_id").notNull(),
    path: text("path").notNull(),
    digest: text("digest").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.runId, t.path] }),
    index("raw_page_digest").on(t.workspaceId, t.digest),
  ],
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
