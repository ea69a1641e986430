import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { bytes, int8, moment, workspaceId } from "./columns";

/** Content-addressed and never changed: the id is the sha256 of the document. */
export const evidence = pgTable(
  "evidence",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    digest: text("digest").notNull(),
    doc: jsonb("doc").notNull(),
    createdAt: moment("created_at").notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] }), index("evidence_digest").on(t.workspaceId, t.digest)],
);

/** Bytes kept for the viewer: the whole file up to 1 MiB (member ''), else 4 KiB around each evidence. */
export const byteWindow = pgTable(
  "byte_window",
  {
    workspaceId: workspaceId(),
    digest: text("digest").notNull(),
    member: text("member").notNull().default(""),
    start: int8("start").notNull(),
    whole: boolean("whole").notNull(),
    body: bytes("body").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.digest, t.member, t.start] })],
);

/** One scan a digest, engine and ruleset. A queued row is the scan queue. */
export const scan = pgTable(
  "scan",
  {
    workspaceId: workspaceId(),
    digest: text("digest").notNull(),
    state: smallint("state").notNull(),
    attempts: integer("attempts").notNull().default(0),
    runId: integer("run_id").notNull(),
    engine: text("engine").notNull(),
    ruleset: text("ruleset").notNull(),
    verdict: smallint("verdict"),
    result: jsonb("result"),
    evidenceIds: jsonb("evidence_ids").notNull().default([]),
    durationMs: integer("duration_ms"),
    queuedAt: moment("queued_at").notNull().default(sql`now()`),
    endedAt: moment("ended_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.digest] }), index("scan_run").on(t.workspaceId, t.runId, t.state)],
);

/** What other engines say of files, as their documents say it; replaced with each document. */
export const scanEngineResult = pgTable(
  "scan_engine_result",
  {
    workspaceId: workspaceId(),
    sourceId: integer("source_id").notNull(),
    seq: integer("seq").notNull(),
    runId: integer("run_id").notNull(),
    scope: text("scope").notNull(),
    engine: text("engine").notNull(),
    version: text("version"),
    path: text("path").notNull(),
    /** sha256 that the document states; null where it names the file alone. */
    digest: text("digest"),
    /** The one file of the estate of that name, where the document states no digest. */
    matched: text("matched"),
    verdict: smallint("verdict").notNull(),
    found: jsonb("found").notNull().default([]),
    evidenceId: text("evidence_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sourceId, t.seq] }),
    index("scan_engine_result_file").on(t.workspaceId, sql`coalesce(${t.digest}, ${t.matched})`),
  ],
);
