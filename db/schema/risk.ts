import { sql } from "drizzle-orm";
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { int8, moment, workspaceId } from "./columns";

/** Observation, triage and exception are three columns with three writers. Never deleted. */
export const finding = pgTable(
  "finding",
  {
    workspaceId: workspaceId(),
    id: int8("id").notNull(),
    assetId: integer("asset_id").notNull(),
    ruleId: text("rule_id").notNull(),
    fingerprint: text("fingerprint").notNull(),
    faultLine: smallint("fault_line").notNull(),
    severity: smallint("severity").notNull(),
    threat: smallint("threat").notNull(),
    confidence: smallint("confidence"),
    observation: smallint("observation").notNull(),
    triage: smallint("triage").notNull(),
    exceptionId: text("exception_id"),
    riskId: int8("risk_id"),
    fixKey: text("fix_key").notNull(),
    title: text("title").notNull(),
    message: text("message").notNull(),
    /** path, identity, evidence ids. */
    doc: jsonb("doc").notNull(),
    firstRun: integer("first_run").notNull(),
    changedRun: integer("changed_run").notNull(),
    firstSeenAt: moment("first_seen_at").notNull(),
    closedAt: moment("closed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("finding_fp").on(t.workspaceId, t.fingerprint),
    index("finding_asset").on(t.workspaceId, t.assetId),
    index("finding_risk").on(t.workspaceId, t.riskId),
  ],
);

/** What each rule saw in the newest evaluation: the denominator of every count. */
export const ruleStat = pgTable(
  "rule_stat",
  {
    workspaceId: workspaceId(),
    ruleId: text("rule_id").notNull(),
    runId: integer("run_id").notNull(),
    population: integer("population").notNull(),
    pass: integer("pass").notNull(),
    fail: integer("fail").notNull(),
    inconclusive: integer("inconclusive").notNull(),
    reasons: jsonb("reasons").notNull().default({}),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.ruleId] })],
);

/** One root cause with all it reaches. Sort keys are stored, inputs are frozen with the score. */
export const risk = pgTable(
  "risk",
  {
    workspaceId: workspaceId(),
    id: int8("id").notNull(),
    key: text("key").notNull(),
    open: boolean("open").notNull(),
    ruleId: text("rule_id").notNull(),
    faultLine: smallint("fault_line").notNull(),
    rootAsset: integer("root_asset").notNull(),
    /** Where the score is highest: the asset the row names. */
    atAsset: integer("at_asset").notNull(),
    title: text("title").notNull(),
    summary: text("summary").notNull(),
    severity: smallint("severity").notNull(),
    band: smallint("band").notNull(),
    /** Band with age left out: the class its due date counts in. */
    slaBand: smallint("sla_band").notNull(),
    scoreTenths: smallint("score_tenths").notNull(),
    /** Unrounded, for posture. */
    scoreExact: doublePrecision("score_exact").notNull(),
    exploitedExact: doublePrecision("exploited_exact").notNull(),
    /** exploited, band, overdue, score packed so that one index is the queue. */
    queueRank: integer("queue_rank").notNull(),
    exposure: smallint("exposure").notNull(),
    threat: smallint("threat").notNull(),
    confidence: smallint("confidence"),
    hazard: text("hazard").notNull(),
    owner: text("owner"),
    dueAt: moment("due_at"),
    overdue: boolean("overdue").notNull().default(false),
    gain: doublePrecision("gain").notNull().default(0),
    evidenceClass: smallint("evidence_class").notNull(),
    reasons: jsonb("reasons").notNull(),
    crosses: jsonb("crosses").notNull(),
    /** The exact input of `faultline score -`, from which the score can be replayed. */
    inputs: jsonb("inputs").notNull(),
    explain: jsonb("explain").notNull(),
    formulaVersion: text("formula_version").notNull(),
    firstRun: integer("first_run").notNull(),
    changedRun: integer("changed_run").notNull(),
    firstSeenAt: moment("first_seen_at").notNull(),
    /** Since when it has been in its present class or a worse one: the SLA clock's start. */
    classSince: moment("class_since").notNull(),
    closedAt: moment("closed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("risk_key").on(t.workspaceId, t.key),
    index("risk_queue").on(t.workspaceId, sql`${t.queueRank} desc`, t.id).where(sql`${t.open}`),
    index("risk_line").on(t.workspaceId, t.faultLine, sql`${t.queueRank} desc`, t.id).where(sql`${t.open}`),
    index("risk_root").on(t.workspaceId, t.rootAsset),
  ],
);

/** Every asset a risk reaches, with its own score; the root included. */
export const riskMember = pgTable(
  "risk_member",
  {
    workspaceId: workspaceId(),
    riskId: int8("risk_id").notNull(),
    assetId: integer("asset_id").notNull(),
    tau: doublePrecision("tau").notNull(),
    scoreTenths: smallint("score_tenths").notNull(),
    band: smallint("band").notNull(),
    via: integer("via"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.riskId, t.assetId] }),
    index("risk_member_asset").on(t.workspaceId, t.assetId),
  ],
);

/** A risk's life in lines: opened, re-scored with causes, closed. */
export const riskEvent = pgTable(
  "risk_event",
  {
    workspaceId: workspaceId(),
    riskId: int8("risk_id").notNull(),
    runId: integer("run_id").notNull(),
    seq: integer("seq").notNull(),
    at: moment("at").notNull(),
    actor: text("actor").notNull(),
    text: text("text").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.riskId, t.runId, t.seq] })],
);

/** Findings that one change closes. */
export const fixUnit = pgTable(
  "fix_unit",
  {
    workspaceId: workspaceId(),
    id: int8("id").notNull(),
    key: text("key").notNull(),
    title: text("title").notNull(),
    steps: jsonb("steps").notNull(),
    firstRun: integer("first_run").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] }), uniqueIndex("fix_unit_key").on(t.workspaceId, t.key)],
);

/** Posture after a run: one row a fault line, 0 for the whole. Counts are of open risks by band. */
export const posturePoint = pgTable(
  "posture_point",
  {
    workspaceId: workspaceId(),
    runId: integer("run_id").notNull(),
    faultLine: smallint("fault_line").notNull(),
    at: moment("at").notNull(),
    posture: doublePrecision("posture").notNull(),
    counts: jsonb("counts").notNull(),
    opened: integer("opened").notNull().default(0),
    proven: integer("proven").notNull().default(0),
    gone: integer("gone").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.runId, t.faultLine] })],
);
