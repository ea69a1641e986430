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
import { type Ctx, reader, requireScope } from "../context";
import { COUNT_CAP, fromCursor, likePattern, toCursor } from "../cursor";
import { parseInput } from "../input";
import { allBut, type Conditions, oneOf } from "../sql-filters";
import { asOf } from "../workspace/workspace";
import { RISK_COLUMNS, RISK_FROM, type RiskSqlRow, riskRows } from "./rows";

const NONE = "none";
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
const NOW = sql`coalesce(w.clock_at, now())`;
/** The word of a due date; nothing due counts as later. */
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
  if (q.owner) c.owner = oneOf(sql`coalesce(r.owner, ${NONE})`, q.owner);
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

/** The queue: exploited, band, overdue, score, age. Keyset pages over one packed integer; facets leave their own filter out. */
export async function listRisks(ctx: Ctx, input: unknown): Promise<RiskPage> {
  requireScope(ctx, "viewer");
  const query = parseInput(RiskQuery, input);
  const db = reader();
  const c = conditionsOf(query);
  const where = allBut(c);
  const cursor = fromCursor(query.cursor, 2);
  const after = cursor
    ? sql`(r.queue_rank < ${cursor[0]}::bigint or (r.queue_rank = ${cursor[0]}::bigint and r.id > ${cursor[1]}::bigint))`
    : sql`true`;
  const page = await db.execute<RiskSqlRow>(
    sql`select ${RISK_COLUMNS} from ${RISK_FROM} where r.workspace_id = ${ctx.workspaceId} and ${where} and ${after}
        order by r.queue_rank desc, r.id limit ${query.limit + 1}`,
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const count = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from (select 1 from risk r join workspace w on w.id = r.workspace_id where r.workspace_id = ${ctx.workspaceId} and ${where} limit ${COUNT_CAP + 1}) x`,
  );
  const total = count.rows[0]?.n ?? 0;
  return {
    rows: await riskRows(db, ctx, rows),
    next: page.rows.length > query.limit && last ? toCursor([last.queue_rank, Number(last.id)]) : null,
    total: Math.min(total, COUNT_CAP),
    totalCapped: total > COUNT_CAP,
    asOf: await asOf(ctx),
    facets: await facetsOf(db, ctx, c),
  };
}

async function facetsOf(db: Executor, ctx: Ctx, c: Conditions): Promise<RiskPage["facets"]> {
  const counts = async (name: string, value: SQL): Promise<Map<string, number>> => {
    const rows = await db.execute<{ v: string; n: number }>(
      sql`select ${value}::text as v, count(*)::int as n from risk r join workspace w on w.id = r.workspace_id
          where r.workspace_id = ${ctx.workspaceId} and ${allBut(c, name)} group by 1 order by n desc, v limit 50`,
    );
    return new Map(rows.rows.map((r) => [r.v, r.n]));
  };
  const fixed = (words: readonly string[], map: Map<string, number>, label: (w: string) => string): Facet[] =>
    words.map((value) => ({ value, label: label(value), count: map.get(value) ?? 0 }));
  const coded = (map: Map<string, number>, words: Record<string, number>) =>
    new Map([...map].map(([code, n]) => [wordOf(words, Number(code)), n]));
  const band = coded(await counts("band", sql`r.band`), BANDS);
  const line = coded(await counts("line", sql`r.fault_line`), FAULT_LINES);
  const exposure = coded(await counts("exposure", sql`r.exposure`), EXPOSURES);
  const evidence = coded(await counts("evidence", sql`r.evidence_class`), EVIDENCE_CLASSES);
  const due = await counts("due", DUE);
  const owner = await counts("owner", sql`coalesce(r.owner, ${NONE})`);
  const rule = await counts("rule", sql`r.rule_id`);
  return {
    band: fixed(BANDS_WORST_FIRST, band, (w) => w),
    faultLine: fixed(
      STRATA,
      line,
      (w) => FAULT_LINE_LABEL[wordOf(FAULT_LINES, FAULT_LINES[w as keyof typeof FAULT_LINES])],
    ),
    exposure: fixed(Object.keys(EXPOSURE_LABEL), exposure, (w) => EXPOSURE_LABEL[w] ?? w).filter((f) => f.count > 0),
    due: fixed(["overdue", "week", "later"], due, (w) => DUE_LABEL[w as keyof typeof DUE_LABEL]),
    evidence: fixed(Object.keys(CLASS_LABEL), evidence, (w) => CLASS_LABEL[w] ?? w),
    owner: [...owner].map(([value, n]) => ({ value, label: value === NONE ? "No owner" : value, count: n })),
    rule: [...rule].map(([value, n]) => ({ value, label: value, count: n })),
  };
}
