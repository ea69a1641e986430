import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { int8, moment, workspaceId } from "./columns";

/** Counters are block-allocated in short transactions of their own, never held during an ingest. */
export const workspace = pgTable("workspace", {
  id: integer("id").primaryKey(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  nextAsset: integer("next_asset").notNull().default(1),
  nextFinding: int8("next_finding").notNull().default(1),
  nextRisk: int8("next_risk").notNull().default(1),
  nextFixUnit: int8("next_fix_unit").notNull().default(1),
  nextTicket: int8("next_ticket").notNull().default(1),
  nextSource: integer("next_source").notNull().default(1),
  nextRun: integer("next_run").notNull().default(1),
  nextPage: integer("next_page").notNull().default(1),
  /** Record time: the number the next applied run gets. */
  nextRecord: integer("next_record").notNull().default(1),
  /** Raised by every commit that changes assets or edges; graph_change says by what. */
  graphVersion: integer("graph_version").notNull().default(0),
  /** The newest run whose graph is evaluated and ranked. */
  graphRun: integer("graph_run").notNull().default(0),
  /** Set only by replays of a recorded estate: ages and freshness count to it instead of the wall clock. */
  clockAt: moment("clock_at"),
  /** The source whose recording states clock and label; they leave with it. */
  recordedBy: integer("recorded_by"),
  /** Words shown on every screen, e.g. that the estate is invented. */
  label: text("label"),
  createdAt: moment("created_at").notNull().default(sql`now()`),
});

export const person = pgTable("person", {
  id: uuid("id").primaryKey().defaultRandom(),
  email: text("email").notNull().unique(),
  name: text("name").notNull(),
  /** scrypt string, or null while the person has only ever used a one-time link. */
  passwordHash: text("password_hash"),
  failures: integer("failures").notNull().default(0),
  lockedUntil: moment("locked_until"),
  /** Raised on revocation or password change: older sessions end. */
  sessionEpoch: integer("session_epoch").notNull().default(1),
  createdAt: moment("created_at").notNull().default(sql`now()`),
});

export const membership = pgTable(
  "membership",
  {
    workspaceId: workspaceId(),
    personId: uuid("person_id").notNull(),
    role: smallint("role").notNull(),
    createdAt: moment("created_at").notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.personId] }), index("membership_person").on(t.personId)],
);

/** Set-up and sign-in links: only the sha256 of the token is kept; used once, then dead. */
export const oneTimeLink = pgTable("one_time_link", {
  tokenHash: text("token_hash").primaryKey(),
  workspaceId: workspaceId(),
  purpose: text("purpose").notNull(),
  personId: uuid("person_id"),
  expiresAt: moment("expires_at").notNull(),
  usedAt: moment("used_at"),
});

export const audit = pgTable(
  "audit",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull().defaultRandom(),
    at: moment("at").notNull().default(sql`clock_timestamp()`),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    entity: text("entity").notNull(),
    entityId: text("entity_id").notNull(),
    detail: jsonb("detail").notNull().default({}),
    requestId: text("request_id"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    index("audit_entity").on(t.workspaceId, t.entity, t.entityId, t.at),
    index("audit_at").on(t.workspaceId, t.at),
  ],
);

/** Bearer tokens for machines: only the sha256 is kept, the token is shown once. */
export const apiToken = pgTable(
  "api_token",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull().defaultRandom(),
    name: text("name").notNull(),
    hash: text("hash").notNull(),
    /** Its first characters, so that a person can tell tokens apart. */
    prefix: text("prefix").notNull(),
    scopes: jsonb("scopes").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: moment("created_at").notNull().default(sql`now()`),
    expiresAt: moment("expires_at"),
    lastUsedAt: moment("last_used_at"),
    revokedAt: moment("revoked_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] }), uniqueIndex("api_token_hash").on(t.hash)],
);

/** Messages to the outside, written in the transaction that caused them and sent later. */
export const outbox = pgTable(
  "outbox",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull().defaultRandom(),
    topic: text("topic").notNull(),
    key: text("key").notNull(),
    body: jsonb("body").notNull(),
    createdAt: moment("created_at").notNull().default(sql`now()`),
    sentAt: moment("sent_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] }), uniqueIndex("outbox_key").on(t.workspaceId, t.topic, t.key)],
);

/** A worker that stops beating is dead: its jobs are unlocked for others. */
export const workerBeat = pgTable("worker_beat", {
  workerId: text("worker_id").primaryKey(),
  seenAt: moment("seen_at").notNull().default(sql`now()`),
});
