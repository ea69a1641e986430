import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import type { Stage } from "@/lib/domain/run";

/** One queue a workspace: stages of its runs never overlap, whatever number of workers there is. */
const queueOf = (workspaceId: number) => `workspace-${workspaceId}`;

/** Enqueues a stage in the caller's transaction. The key makes a second request for the same stage the same job. */
export async function enqueueStage(tx: Executor, workspaceId: number, runId: number, stage: Stage): Promise<void> {
  const payload = JSON.stringify({ workspaceId, runId, stage });
  await tx.execute(
    sql`select graphile_worker.add_job('stage', ${payload}::json, queue_name => ${queueOf(workspaceId)}, max_attempts => 3, job_key => ${`run/${workspaceId}/${runId}/${stage}`})`,
  );
}

/** Enqueues the letting go of what is older than the settings keep, once however often it is asked for, apart from the stages. */
export async function enqueueCleaning(db: Executor, workspaceId: number): Promise<void> {
  await db.execute(
    sql`select graphile_worker.add_job('clean', json_build_object('workspaceId', ${workspaceId}::int), queue_name => ${queueOf(workspaceId)}, max_attempts => 3, job_key => ${`clean/${workspaceId}`})`,
  );
}

/** Enqueues the scan of one digest; asked twice, it is scanned once. */
export async function enqueueScans(tx: Executor, workspaceId: number, digests: readonly string[]): Promise<void> {
  await tx.execute(
    sql`select graphile_worker.add_job('scan', json_build_object('workspaceId', ${workspaceId}::int, 'digest', d), max_attempts => 2, job_key => ${`scan/${workspaceId}/`} || d) from unnest(${sql.param(digests)}::text[]) as d`,
  );
}

/**
 * Beats for this worker and frees the jobs of workers that have not beaten for `orphanMs` (a kill -9 leaves its locks
 * behind). Returns the ids that were freed.
 */
export async function beatAndReap(db: Executor, workerIds: readonly string[], orphanMs: number): Promise<string[]> {
  const silent = sql`make_interval(secs => ${orphanMs / 1_000}::float8)`;
  await db.execute(
    sql`insert into worker_beat(worker_id, seen_at) select w, now() from unnest(${sql.param(workerIds)}::text[]) w on conflict (worker_id) do update set seen_at = now()`,
  );
  const dead = await db.execute<{ worker_id: string }>(
    sql`delete from worker_beat where seen_at < now() - ${silent} returning worker_id`,
  );
  const ids = dead.rows.map((r) => r.worker_id);
  // Locks of workers that never beat at all (killed before their first beat) are orphans too.
  const orphans = await db.execute<{ locked_by: string }>(
    sql`select distinct locked_by from graphile_worker._private_jobs where locked_by is not null and locked_at < now() - ${silent} and locked_by not in (select worker_id from worker_beat)`,
  );
  const all = [...new Set([...ids, ...orphans.rows.map((r) => r.locked_by)])];
  if (all.length > 0) await db.execute(sql`select graphile_worker.force_unlock_workers(${sql.param(all)}::text[])`);
  return all;
}

export type DeadJob = { id: string; task: string; payload: unknown };

/** Jobs that nobody will try again, because each of their tries ended: the last ones by the death of their worker. */
export async function exhaustedJobs(db: Executor): Promise<DeadJob[]> {
  const found = await db.execute<DeadJob>(
    sql`select j.id::text, t.identifier as task, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
        where j.attempts >= j.max_attempts and j.locked_by is null`,
  );
  return found.rows;
}

/** Takes jobs off the queue. */
export async function dropJobs(db: Executor, ids: readonly string[]): Promise<void> {
  await db.execute(sql`select from graphile_worker.complete_jobs(${sql.param([...ids])}::bigint[])`);
}

/** A worker that stops by itself takes its beat along. */
export async function stopBeating(db: Executor, workerIds: readonly string[]): Promise<void> {
  await db.execute(sql`delete from worker_beat where worker_id = any(${sql.param(workerIds)}::text[])`);
}
