import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { FaultlineError } from "@/lib/domain/errors";
import type { AsOfPoint } from "@/lib/domain/page";
import { showText } from "@/lib/domain/text";
import { type Ctx, reader, requireScope } from "../context";
import { readTally } from "../tally/tally";

type RunRow = { id: number; key: string; record: number | null; at: string };

const WHERE = "/asOf";
const iso = (text: string) => new Date(text).toISOString();

/** What `?asOf=` names, or null for now. `record` orders history; `at` is the run's own time. */
export async function recordAt(ctx: Ctx, asOf: string | null | undefined): Promise<AsOfPoint | null> {
  requireScope(ctx, "viewer");
  const asked = asOf?.trim() ?? "";
  if (asked === "" || asked === "now") return null;
  const db = reader();
  const run = (await runNamed(db, ctx, asked)) ?? (await runAtTime(db, ctx, asked));
  if (run.record === null)
    throw new FaultlineError(
      "not_found",
      `${showText(run.key, 80)} was never applied: it is no moment of the estate's history.`,
      WHERE,
    );
  const keptFrom = await keptFromRecord(db, ctx);
  if (run.record < keptFrom)
    throw new FaultlineError(
      "not_found",
      `History before ${showText(await nameOfRecord(db, ctx, keptFrom), 80)} is not kept any more; ask for that run or a later one.`,
      WHERE,
    );
  return { run: run.key, runId: run.id, record: run.record, at: iso(run.at) };
}

/** The first record whose state can still be told; 1 while nothing was dropped. */
export async function keptFromRecord(db: Executor, ctx: Ctx): Promise<number> {
  return (await readTally(db, ctx, "history")).get("kept_from")?.get("") ?? 1;
}

async function runNamed(db: Executor, ctx: Ctx, asked: string): Promise<RunRow | null> {
  const id = /^[1-9]\d{0,9}$/.test(asked) && Number(asked) < 2 ** 31 ? Number(asked) : null;
  const found = await db.execute<RunRow>(
    sql`select id, key, record, at::text as at from run where workspace_id = ${ctx.workspaceId} and (key = ${asked} or id = ${id}::int) order by (key = ${asked}) desc limit 1`,
  );
  if (found.rows[0]) return found.rows[0];
  if (id !== null) throw new FaultlineError("not_found", `There is no run ${asked}.`, WHERE);
  return null;
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** The instant a text names: a date stands for its last moment, a time without a zone is UTC. Null where it is none. */
function instantOf(text: string): Date | null {
  if (!TIME.test(text)) return null;
  const whole = text.length === 10 ? `${text}T23:59:59.999Z` : /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
  const at = new Date(whole);
  // A day that the calendar does not have is silently moved to the next month by Date.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || Number.isNaN(day.getTime())) return null;
  return day.toISOString().slice(0, 10) === text.slice(0, 10) ? at : null;
}

async function runAtTime(db: Executor, ctx: Ctx, asked: string): Promise<RunRow> {
  const at = instantOf(asked);
  if (!at)
    throw new FaultlineError(
      "invalid_input",
      `“${showText(asked, 60)}” is neither a run nor a time: give a run's key or number, or a time like 2026-11-09T14:00Z.`,
      WHERE,
    );
  const found = await db.execute<RunRow>(
    sql`select id, key, record, at::text as at from run where workspace_id = ${ctx.workspaceId} and record is not null and at <= ${at.toISOString()}::timestamptz order by record desc limit 1`,
  );
  if (found.rows[0]) return found.rows[0];
  const first = await db.execute<RunRow>(
    sql`select id, key, record, at::text as at from run where workspace_id = ${ctx.workspaceId} and record is not null order by record limit 1`,
  );
  const since = first.rows[0]
    ? `the first run, ${showText(first.rows[0].key, 80)}, is of ${iso(first.rows[0].at)}`
    : "no run was ever applied";
  throw new FaultlineError("not_found", `Nothing was recorded yet at ${at.toISOString()}: ${since}.`, WHERE);
}

async function nameOfRecord(db: Executor, ctx: Ctx, record: number): Promise<string> {
  const found = await db.execute<RunRow>(
    sql`select id, key, record, at::text as at from run where workspace_id = ${ctx.workspaceId} and record >= ${record} order by record limit 1`,
  );
  const run = found.rows[0];
  return run ? `${run.key} (${iso(run.at)})` : `record ${record}`;
}
