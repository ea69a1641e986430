import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { BANDS, TICKET_STATES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import type { Facet } from "@/lib/domain/page";
import { TICKET_STATE_LABEL, TicketState } from "@/lib/domain/ticket";
import { TicketQuery } from "@/lib/domain/views/queries";
import type { TicketPage, TicketRow } from "@/lib/domain/views/work-views";
import { assetRefs } from "../asset/refs";
import { type Ctx, reader, requireScope } from "../context";
import { COUNT_CAP, fromCursor, likePattern, toCursor } from "../cursor";
import { parseInput } from "../input";
import { allBut, type Conditions, oneOf } from "../sql-filters";
import { asOf } from "../workspace/workspace";

export type TicketSqlRow = {
  id: string;
  title: string;
  state: number;
  owner: string;
  assignee_id: string | null;
  assignee_name: string | null;
  assignee_email: string | null;
  band: number | null;
  score_tenths: number | null;
  due_at: string | null;
  overdue: boolean;
  risks: number;
  findings: number;
  open_findings: number;
  fixed_findings: number;
  asset_id: number | null;
  created_at: string;
  updated_at: string;
  version: number;
  proof: { run: string; at: string } | null;
  steps: unknown;
  fix_key: string;
};

/** One ticket with what people say and what the newest run sees, side by side. */
export const TICKET_SELECT = sql`
  select t.id::text, u.title, u.steps, u.key as fix_key, t.state, t.owner, t.assignee_id, p.name as assignee_name, p.email as assignee_email, t.due_at::text as due_at,
         coalesce(t.due_at < coalesce(w.clock_at, now()) and t.state not in (6, 8, 9), false) as overdue, t.created_at::text as created_at, t.updated_at::text as updated_at, t.version, t.proof,
         x.band, x.score_tenths, coalesce(x.risks, 0) as risks, coalesce(x.findings, 0) as findings, coalesce(x.open_findings, 0) as open_findings, coalesce(x.fixed_findings, 0) as fixed_findings, x.asset_id
  from ticket t join workspace w on w.id = t.workspace_id
  join fix_unit u on u.workspace_id = t.workspace_id and u.id = t.fix_unit_id
  left join person p on p.id = t.assignee_id
  left join lateral (
    select max(r.band) as band, max(r.score_tenths) as score_tenths, count(distinct r.id)::int as risks, count(*)::int as findings,
           count(*) filter (where f.observation = 1)::int as open_findings, count(*) filter (where f.observation = 2)::int as fixed_findings, min(f.asset_id) as asset_id
    from finding f left join risk r on r.workspace_id = f.workspace_id and r.id = f.risk_id
    where f.workspace_id = t.workspace_id and f.fix_key = u.key) x on true`;

/** What Faultline sees, apart from what people say. */
function seenOf(r: TicketSqlRow): TicketRow["seen"] {
  if (r.open_findings > 0)
    return {
      state: "still_there",
      sentence:
        r.open_findings === 1
          ? "The newest run still finds it."
          : `The newest run still finds ${r.open_findings} of ${r.findings}.`,
    };
  if (r.findings > 0 && r.fixed_findings === r.findings)
    return {
      state: "proven_fixed",
      sentence: r.proof ? `${r.proof.run} looked again and it is gone.` : "A rescan looked again and it is gone.",
    };
  if (r.findings > 0) return { state: "gone_from_sight", sentence: "Its asset is gone; no rescan proved a fix." };
  return { state: "not_checked", sentence: "No run has looked at it yet." };
}

const iso = (text: string) => new Date(text).toISOString();

export async function ticketRows(db: Executor, ctx: Ctx, rows: readonly TicketSqlRow[]): Promise<TicketRow[]> {
  const refs = await assetRefs(
    db,
    ctx,
    rows.flatMap((r) => (r.asset_id === null ? [] : [r.asset_id])),
  );
  return rows.map((r) => ({
    id: r.id,
    number: Number(r.id),
    title: r.title,
    state: wordOf(TICKET_STATES, r.state),
    seen: seenOf(r),
    owner: r.owner === "" ? null : r.owner,
    assignee: r.assignee_id ? { id: r.assignee_id, name: r.assignee_name ?? "", email: r.assignee_email ?? "" } : null,
    band: r.band === null ? "Info" : wordOf(BANDS, r.band),
    scoreTenths: r.score_tenths ?? 0,
    dueAt: r.due_at ? iso(r.due_at) : null,
    overdue: r.overdue,
    risks: r.risks,
    findings: r.findings,
    asset: r.asset_id === null ? null : (refs.get(r.asset_id) ?? null),
    createdAt: iso(r.created_at),
    updatedAt: iso(r.updated_at),
  }));
}

const DUE = sql`case when q.overdue then 'overdue' when q.due_at::timestamptz < coalesce((select clock_at from workspace where id = q.ws), now()) + interval '7 days' then 'week' else 'later' end`;

function assigneeOf(ctx: Ctx, word: string): SQL {
  if (word === "none") return sql`q.assignee_id is null`;
  const id = word === "me" && ctx.actor.kind === "person" ? ctx.actor.id : word;
  if (!/^[0-9a-f-]{36}$/.test(id))
    throw new FaultlineError("invalid_input", "assignee is a person's id, me or none.", "/assignee");
  return sql`q.assignee_id = ${id}::uuid`;
}

/** Tickets, worst first, then the oldest. Keyset pages. */
export async function listTickets(ctx: Ctx, input: unknown): Promise<TicketPage> {
  requireScope(ctx, "viewer");
  const query = parseInput(TicketQuery, input);
  const db = reader();
  const c: Conditions = {};
  if (query.q) c.q = sql`q.title ilike ${likePattern(query.q)}`;
  if (query.state)
    c.state = oneOf(
      sql`q.state`,
      query.state.map((s) => TICKET_STATES[s]),
    );
  if (query.assignee) c.assignee = assigneeOf(ctx, query.assignee);
  if (query.due) c.due = oneOf(DUE, query.due);
  const from = sql`(${TICKET_SELECT} where t.workspace_id = ${ctx.workspaceId}) base cross join lateral (select base.*, ${ctx.workspaceId}::int as ws, coalesce(base.score_tenths, 0) as s, base.id::bigint as n) q`;
  const cursor = fromCursor(query.cursor, 2);
  const after = cursor
    ? sql`(q.s < ${cursor[0]}::bigint or (q.s = ${cursor[0]}::bigint and q.n > ${cursor[1]}::bigint))`
    : sql`true`;
  const page = await db.execute<TicketSqlRow>(
    sql`select q.* from ${from} where ${allBut(c)} and ${after} order by q.s desc, q.n limit ${query.limit + 1}`,
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const total = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from (select 1 from ${from} where ${allBut(c)} limit ${COUNT_CAP + 1}) x`,
  );
  const facet = async (value: SQL, name: string) =>
    (
      await db.execute<{ v: string; l: string | null; n: number }>(
        sql`select ${value}::text as v, min(q.assignee_name) as l, count(*)::int as n from ${from} where ${allBut(c, name)} group by 1 order by n desc, v`,
      )
    ).rows;
  const states = await facet(sql`q.state`, "state");
  const assignees = await facet(sql`coalesce(q.assignee_id::text, 'none')`, "assignee");
  const dues = await facet(DUE, "due");
  return {
    rows: await ticketRows(db, ctx, rows),
    next: page.rows.length > query.limit && last ? toCursor([last.score_tenths ?? 0, Number(last.id)]) : null,
    total: Math.min(total.rows[0]?.n ?? 0, COUNT_CAP),
    totalCapped: (total.rows[0]?.n ?? 0) > COUNT_CAP,
    asOf: await asOf(ctx),
    facets: {
      state: TicketState.options.map(
        (s): Facet => ({
          value: s,
          label: TICKET_STATE_LABEL[s],
          count: states.find((x) => Number(x.v) === TICKET_STATES[s])?.n ?? 0,
        }),
      ),
      assignee: assignees.map((a) => ({ value: a.v, label: a.v === "none" ? "Nobody" : (a.l ?? a.v), count: a.n })),
      due: (["overdue", "week", "later"] as const).map((d) => ({
        value: d,
        label: { overdue: "Overdue", week: "Within 7 days", later: "Later" }[d],
        count: dues.find((x) => x.v === d)?.n ?? 0,
      })),
    },
  };
}
