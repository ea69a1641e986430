import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { BANDS, EVIDENCE_CLASSES, EXPOSURES, FAULT_LINES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FAULT_LINE_LABEL, STRATA } from "@/lib/domain/fault-line";
import type { Facet } from "@/lib/domain/page";
import { BANDS_WORST_FIRST } from "@/lib/domain/severity";
import { RiskQuery } from "@/lib/domain/views/queries";
import type { RiskPage } from "@/lib/domain/views/risk-views";
import { type Ctx, listReader, requireScope } from "../context";
import { COUNT_CAP, fromCursor, likePattern, toCursor } from "../cursor";
import { parseInput } from "../input";
import { keysetPage } from "../keyset";
import { allBut, type Conditions, oneOf } from "../sql-filters";
import { dueCounts, NO_OWNER } from "../tally/risk-tally";
import { readTally, type Tally } from "../tally/tally";
import { asOf } from "../workspace/workspace";
import { RISK_COLUMNS, RISK_FROM, type RiskSqlRow, riskRows } from "./rows";

const EXPOSURE_LABEL: Record<string, string> = {
  X5: "Open or running",
  X4: "Public or internet",
  X3: "Other zone",
  X2: "Inside",
  X1: "Stored only",
  X0: "Quarantined",
  unknown: "Not known",
};
const DUE_LABEL = { overdue: "Overdue", week: "Within 7 days", later: "Later" };
const CLASS_LABEL: Record<string, string> = {
  verified: "Verified",
  observed: "Observed",
  declared: "Declared",
  inferred: "Inferred",
};
const NOW = sql`date_trunc('hour', coalesce(w.clock_at, now()))`;
/** The word of a due date, by whole hours so that written counts hold; nothing due counts as later. */
const DUE = sql`case when r.overdue or r.due_at < ${NOW} then 'overdue' when r.due_at < ${NOW} + interval '7 days' then 'week' else 'later' end`;

function conditionsOf(q: RiskQuery): Conditions {
  const c: Conditions = { status: q.status === "open" ? sql`r.open` : sql`not r.open` };
  if (q.q) {
    const like = likePattern(q.q);
    c.q = sql`(r.title ilike ${like} or exists (select 1 from asset a where a.workspace_id = r.workspace_id and a.id in (r.at_asset, r.root_asset) and (a.name ilike ${like} or a.ext_key ilike ${like})))`;
  }
  if (q.band)
    c.band = oneOf(
      sql`r.band`,
      q.band.map((b) => BANDS[b]),
    );
  if (q.line)
    c.line = oneOf(
      sql`r.fault_line`,
      q.line.map((l) => FAULT_LINES[l]),
    );
  if (q.exposure)
    c.exposure = oneOf(
      sql`r.exposure`,
      q.exposure.map((e) => EXPOSURES[e]),
    );
  if (q.due) c.due = oneOf(DUE, q.due);
  if (q.owner) c.owner = oneOf(sql`coalesce(r.owner, ${NO_OWNER})`, q.owner);
  if (q.evidence)
    c.evidence = oneOf(
      sql`r.evidence_class`,
      q.evidence.map((e) => EVIDENCE_CLASSES[e]),
    );
  if (q.rule) c.rule = oneOf(sql`r.rule_id`, q.rule);
  if (q.asset !== undefined)
    c.asset = sql`(r.root_asset = ${q.asset}::bigint or exists (select 1 from risk_member m where m.workspace_id = r.workspace_id and m.risk_id = r.id and m.asset_id = ${q.asset}::bigint))`;
  if (q.isNew)
    c.isNew = sql`(r.first_run = w.graph_run and exists (select 1 from posture_point p where p.workspace_id = r.workspace_id and p.run_id < w.graph_run))`;
  return c;
}

type Values = ReadonlyMap<string, number>;
type Counts = Record<"band" | "line" | "exposure" | "evidence" | "due" | "owner" | "rule", Values>;

/** Whether anything but the open risks is asked for. */
const filtered = ({ cursor: _, limit: __, status, ...filters }: RiskQuery) =>
  status !== "open" || Object.values(filters).some((v) => v !== undefined && v !== "");

/**
 * The queue: exploited, band, overdue, score, age. Keyset pages over one packed integer. Counts of all open risks are read
 * as the ranking wrote them; under filters they stop at 10,000 rows, each facet leaving its own filter out.
 */
export async function listRisks(ctx: Ctx, input: unknown): Promise<RiskPage> {
  requireScope(ctx, "viewer");
  const query = parseInput(RiskQuery, input);
  const db = await listReader(ctx);
  const c = conditionsOf(query);
  const page = await db.execute<RiskSqlRow>(
    keysetPage({
      columns: RISK_COLUMNS,
      from: RISK_FROM,
      where: sql`r.workspace_id = ${ctx.workspaceId} and ${allBut(c)}`,
      key: sql`r.queue_rank`,
      id: sql`r.id`,
      down: true,
      cursor: fromCursor(query.cursor, 2),
      limit: query.limit + 1,
    }),
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const stamp = await asOf(ctx, db);
  const whole = filtered(query) ? null : countsFromTally(await readTally(db, ctx, "risk"), new Date(stamp.now));
  const { counts, ...sizes } = whole ?? (await filteredCounts(db, ctx, c));
  return {
    rows: await riskRows(db, ctx, rows),
    next: page.rows.length > query.limit && last ? toCursor([last.queue_rank, Number(last.id)]) : null,
    asOf: stamp,
    facets: facetsOf(counts),
    ...sizes,
  };
}

type Counted = { counts: Counts } & Pick<RiskPage, "total" | "totalCapped" | "facetsCapped">;

const NONE_YET: Values = new Map();

/** Null before the first ranking that wrote counts. */
function countsFromTally(tally: Tally, now: Date): Counted | null {
  if (!tally.has("written")) return null;
  const of = (facet: string) => tally.get(facet) ?? NONE_YET;
  return {
    counts: {
      band: of("band"),
      line: of("line"),
      exposure: of("exposure"),
      evidence: of("evidence"),
      owner: of("owner"),
      rule: of("rule"),
      due: dueCounts(tally, now),
    },
    total: [...of("band").values()].reduce((a, b) => a + b, 0),
    totalCapped: false,
    facetsCapped: false,
  };
}

const VALUE: Record<keyof Counts, SQL> = {
  band: sql`r.band`,
  line: sql`r.fault_line`,
  exposure: sql`r.exposure`,
  evidence: sql`r.evidence_class`,
  due: DUE,
  owner: sql`coalesce(r.owner, ${NO_OWNER})`,
  rule: sql`r.rule_id`,
};

async function filteredCounts(db: Executor, ctx: Ctx, c: Conditions): Promise<Counted> {
  const from = (condition: SQL) =>
    sql`from risk r join workspace w on w.id = r.workspace_id where r.workspace_id = ${ctx.workspaceId} and ${condition} limit ${COUNT_CAP + 1}`;
  const all = await db.execute<{ n: number }>(sql`select count(*)::int as n from (select 1 ${from(allBut(c))}) x`);
  const total = all.rows[0]?.n ?? 0;
  let capped = false;
  const counts: Counts = {
    band: NONE_YET,
    line: NONE_YET,
    exposure: NONE_YET,
    evidence: NONE_YET,
    due: NONE_YET,
    owner: NONE_YET,
    rule: NONE_YET,
  };
  for (const name of Object.keys(VALUE) as (keyof Counts)[]) {
    const rows = await db.execute<{ v: string; n: number }>(
      sql`select v, count(*)::int as n from (select ${VALUE[name]}::text as v ${from(allBut(c, name))}) x group by 1`,
    );
    capped ||= rows.rows.reduce((n, r) => n + r.n, 0) > COUNT_CAP;
    counts[name] = new Map(rows.rows.map((r) => [r.v, r.n]));
  }
  return { counts, total: Math.min(total, COUNT_CAP), totalCapped: total > COUNT_CAP, facetsCapped: capped };
}

const SHOWN = 50;

function facetsOf(counts: Counts): RiskPage["facets"] {
  const fixed = (words: readonly string[], map: Values, label: (w: string) => string): Facet[] =>
    words.map((value) => ({ value, label: label(value), count: map.get(value) ?? 0 }));
  const coded = (map: Values, words: Record<string, number>) =>
    new Map([...map].map(([code, n]) => [wordOf(words, Number(code)) as string, n]));
  const most = (map: Values) => [...map].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, SHOWN);
  const band = coded(counts.band, BANDS);
  const line = coded(counts.line, FAULT_LINES);
  const exposure = coded(counts.exposure, EXPOSURES);
  const evidence = coded(counts.evidence, EVIDENCE_CLASSES);
  return {
    band: fixed(BANDS_WORST_FIRST, band, (w) => w),
    faultLine: fixed(
      STRATA,
      line,
      (w) => FAULT_LINE_LABEL[wordOf(FAULT_LINES, FAULT_LINES[w as keyof typeof FAULT_LINES])],
    ),
    exposure: fixed(Object.keys(EXPOSURE_LABEL), exposure, (w) => EXPOSURE_LABEL[w] ?? w).filter((f) => f.count > 0),
    due: fixed(["overdue", "week", "later"], counts.due, (w) => DUE_LABEL[w as keyof typeof DUE_LABEL]),
    evidence: fixed(Object.keys(CLASS_LABEL), evidence, (w) => CLASS_LABEL[w] ?? w),
    owner: most(counts.owner).map(([value, n]) => ({
      value,
      label: value === NO_OWNER ? "No owner" : value,
      count: n,
    })),
    rule: most(counts.rule).map(([value, n]) => ({ value, label: value, count: n })),
  };
}
