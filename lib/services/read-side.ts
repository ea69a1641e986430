import "server-only";
import type { Pool } from "pg";
import { type Database, database, databasePool, replica } from "@/db/client";

/** Where pure reads go: lists, the first screen, graph loads. Both speak to the same server. */
export type ReadSide = { db: Database; pool: Pool; replica: boolean };

/** The replica is looked at no more often than this. */
const LOOK_MS = 1_000;
/** A replica that lacks a change of the graph for longer is not read until it has caught up. */
const BEHIND_MS = 10_000;
/** Whoever has just written here reads where it was written: a person sees what she did. */
const OWN_WRITE_MS = 2_000;
const ANSWER_MS = 1_000;

type Health = { lookedAt: number; trouble: string | null; behindSince: number | null };
const healths = new Map<number, Health>();
let wroteAt = Number.NEGATIVE_INFINITY;
let said: string | null = null;

/** Called by every write of this process. */
export function noteWrite(): void {
  wroteAt = performance.now();
}

/** Says once what changed about the replica; what is said again and again is not read. */
function say(trouble: string | null): void {
  if (trouble === said) return;
  said = trouble;
  const message = trouble ?? "The read replica answers and is current: lists and graphs are read from it again.";
  console.warn(JSON.stringify({ level: trouble ? "warn" : "info", part: "replica", message }));
}

type Mark = { version: number; run: number };

async function markOf(pool: Pool, workspaceId: number): Promise<Mark | null> {
  const { rows } = await pool.query<Mark>(
    "select graph_version as version, graph_run as run from workspace where id = $1",
    [workspaceId],
  );
  return rows[0] ?? null;
}

function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it took too long to answer")), ANSWER_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function look(pool: Pool, workspaceId: number, before: Health | undefined): Promise<Health> {
  const lookedAt = performance.now();
  const wanted = await markOf(databasePool(), workspaceId);
  try {
    const there = await within(markOf(pool, workspaceId));
    if (there && (!wanted || (there.version >= wanted.version && there.run >= wanted.run)))
      return { lookedAt, trouble: null, behindSince: null };
    const behindSince = before?.behindSince ?? lookedAt;
    const late = there === null || lookedAt - behindSince >= BEHIND_MS;
    return {
      lookedAt,
      behindSince,
      trouble: late
        ? "The read replica lacks the newest run: lists and graphs are read from the primary until it has caught up."
        : null,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      lookedAt,
      behindSince: null,
      trouble: `The read replica does not answer (${why}): lists and graphs are read from the primary.`,
    };
  }
}

/**
 * The server that pure reads of a workspace go to: the replica where one is named, answers, and is not long behind;
 * the primary otherwise, which is said in the log. What is read and its as-of stamp must come from the same side.
 */
export async function readSide(workspaceId: number): Promise<ReadSide> {
  const primary = { db: database(), pool: databasePool(), replica: false };
  const copy = replica();
  if (!copy || performance.now() - wroteAt < OWN_WRITE_MS) return primary;
  let health = healths.get(workspaceId);
  if (!health || performance.now() - health.lookedAt >= LOOK_MS) {
    health = await look(copy.pool, workspaceId, health);
    healths.set(workspaceId, health);
    say(health.trouble);
  }
  return health.trouble ? primary : { ...copy, replica: true };
}
