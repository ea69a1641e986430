import "server-only";
import { sql } from "drizzle-orm";
import { QUARANTINE_STATES, RUN_STATES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { type SetAsidePage, SetAsideQuery } from "@/lib/domain/views/intake-views";
import { type Ctx, reader, requireScope } from "../context";
import { fromCursor, toCursor } from "../cursor";
import { parseInput } from "../input";
import { readRun } from "../run/run";
import { asOf } from "../workspace/workspace";

/**
 * A record's state as it counts: one whose replay came to nothing waits again. Over `quarantine q left join run r` on the
 * replay's run.
 */
export const STATE_NOW = sql`case when q.state = ${QUARANTINE_STATES.replayed} and r.state in (${RUN_STATES.failed}, ${RUN_STATES.cancelled})
  then ${QUARANTINE_STATES.waiting} else q.state end`;
export const WITH_REPLAY = sql`quarantine q left join run r on r.workspace_id = q.workspace_id and r.id = q.replay_run`;

type SqlRow = {
  seq: number;
  path: string;
  pointer: string;
  reason: string;
  record: string | null;
  state: number;
  run_id: number | null;
  run_key: string | null;
  run_state: number | null;
};

/** What a run set aside, page by page, in the order it was found. Throws not_found for a run that is not there. */
export async function listSetAside(ctx: Ctx, runId: number, input: unknown = {}): Promise<SetAsidePage> {
  requireScope(ctx, "viewer");
  const query = parseInput(SetAsideQuery, input);
  const cursor = fromCursor(query.cursor, 1);
  const db = reader();
  await readRun(db, ctx.workspaceId, runId);
  const mine = sql`q.workspace_id = ${ctx.workspaceId} and q.run_id = ${runId}`;
  const page = await db.execute<SqlRow>(
    sql`select q.seq, q.path, q.pointer, q.reason, q.record, ${STATE_NOW} as state, r.id as run_id, r.key as run_key, r.state as run_state from ${WITH_REPLAY}
        where ${mine} and ${cursor ? sql`q.seq > ${cursor[0]}` : sql`true`}
          and ${query.state === undefined ? sql`true` : sql`${STATE_NOW} = ${QUARANTINE_STATES[query.state]}`} order by q.seq limit ${query.limit + 1}`,
  );
  const counted = await db.execute<{ state: number; n: number; kept: number }>(
    sql`select ${STATE_NOW} as state, count(*)::int as n, count(q.record)::int as kept from ${WITH_REPLAY} where ${mine} group by 1`,
  );
  const of = (state: keyof typeof QUARANTINE_STATES) =>
    counted.rows.find((c) => c.state === QUARANTINE_STATES[state]) ?? { n: 0, kept: 0 };
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((r) => ({
      seq: r.seq,
      path: r.path,
      pointer: r.pointer,
      reason: r.reason,
      record: r.record,
      state: wordOf(QUARANTINE_STATES, r.state),
      replayRun:
        r.run_id === null || r.run_key === null || r.run_state === null
          ? null
          : { id: r.run_id, key: r.run_key, state: wordOf(RUN_STATES, r.run_state) },
    })),
    next: page.rows.length > query.limit && last ? toCursor([last.seq]) : null,
    counts: { waiting: of("waiting").n, replayed: of("replayed").n, dismissed: of("dismissed").n },
    replayable: of("waiting").kept,
    asOf: await asOf(ctx),
  };
}
