import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { showText } from "@/lib/domain/text";
import type { AssetDetail } from "@/lib/domain/views/asset-views";
import type { Ctx } from "../context";
import { type Facts, fieldDiff } from "./field-diff";

/** Lines shown; older ones stand in the tables and answer `?asOf=`. */
const LINES = 200;

type Entry = AssetDetail["history"][number];
type Version = { from: number; to: number; op: "c" | "d" | "r"; doc: Facts & { closed?: boolean } };
type Run = { key: string; at: string; source: string; removed: boolean };
type Line = { record: number; entry: Omit<Entry, "at" | "run"> };

/**
 * An asset's life, newest first, read from what its row said before: first seen, each field that changed, gone and why,
 * seen again; and what was done to it as such (joined, split). Says where older history is not kept any more.
 */
export async function assetHistory(
  db: Executor,
  ctx: Ctx,
  id: number,
  now: { first: number; changed: number; doc: Facts },
): Promise<Entry[]> {
  const ws = ctx.workspaceId;
  const found = await db.execute<Version>(
    sql`select from_record as from, to_record as to, op, doc from asset_version where workspace_id = ${ws} and asset_id = ${id} order by to_record desc, from_record desc limit ${LINES}`,
  );
  const versions = found.rows.reverse();
  const runs = await runsOf(db, ctx, [now.first, now.changed, ...versions.map((v) => v.to)]);
  const lines = versions.map((v, i): Line => {
    const next = versions[i + 1];
    const after = next ? (next.from === v.to ? next.doc : null) : now.changed === v.to ? now.doc : null;
    return { record: v.to, entry: lineOf(v, after, runs.get(v.to)) };
  });
  const oldest = versions[0];
  const whole = oldest ? oldest.from === now.first : now.changed === now.first;
  const kept =
    lines.length === LINES
      ? "Older changes are kept, and not listed here."
      : "What changed before this is not kept any more.";
  if (!whole) lines.unshift({ record: (oldest?.from ?? now.changed) - 0.5, entry: { text: kept } });
  lines.unshift({ record: now.first, entry: { text: `First seen by ${sourceOf(runs.get(now.first))}` } });
  const told = lines.map(({ record, entry }) => ({ order: record, ...stampOf(runs, record, now.first), ...entry }));
  const all = [...told, ...(await eventsOf(db, ctx, id))];
  return all.sort((a, b) => b.order - a.order).map(({ order: _, ...entry }) => entry);
}

const sourceOf = (run: Run | undefined) => (run ? showText(run.source, 80) : "a source");

function stampOf(runs: Map<number, Run>, record: number, first: number): { at: string; run: string } {
  const run = runs.get(record) ?? runs.get(Math.ceil(record)) ?? runs.get(first);
  return { at: new Date(run?.at ?? 0).toISOString(), run: run?.key ?? "" };
}

function lineOf(v: Version, after: (Facts & { closed?: boolean }) | null, run: Run | undefined): Line["entry"] {
  const source = sourceOf(run);
  if (v.op === "d")
    return {
      text: run?.removed ? `Gone: ${source} was removed as a source` : `Gone: ${source} looked, and no longer shows it`,
    };
  const changes = after ? fieldDiff(v.doc, after) : [];
  const changed = changes.length > 0 ? { changes } : {};
  if (v.op === "r") return { text: `Seen again by ${source}`, ...changed };
  if (!after) return { text: `Changed by ${source}` };
  if (changes.length === 0) return { text: `Read again by ${source}: where it says so moved` };
  return { text: `Changed by ${source}`, ...changed };
}

async function runsOf(db: Executor, ctx: Ctx, records: readonly number[]): Promise<Map<number, Run>> {
  const rows = await db.execute<Run & { record: number }>(
    sql`select r.record, r.key, r.at::text as at, coalesce(s.name, 'a source') as source,
               s.removed_at is not null and not exists (select 1 from run n where n.workspace_id = r.workspace_id and n.source_id = r.source_id and n.record > r.record) as removed
        from run r left join source s on s.workspace_id = r.workspace_id and s.id = r.source_id
        where r.workspace_id = ${ctx.workspaceId} and r.record = any(${sql.param([...new Set(records)])}::int[])`,
  );
  return new Map(rows.rows.map((r) => [r.record, r]));
}

async function eventsOf(db: Executor, ctx: Ctx, id: number): Promise<(Entry & { order: number })[]> {
  const rows = await db.execute<{ at: string; run: string; text: string; record: number | null }>(
    sql`select e.at::text, coalesce(r.key, '') as run, e.text, r.record from asset_event e left join run r on r.workspace_id = e.workspace_id and r.id = e.run_id
        where e.workspace_id = ${ctx.workspaceId} and e.asset_id = ${id} order by e.at desc limit ${LINES}`,
  );
  const next = await db.execute<{ next: number }>(
    sql`select next_record as next from workspace where id = ${ctx.workspaceId}`,
  );
  return rows.rows.map((e) => ({
    // Done to what the same run's facts had said.
    order: (e.record ?? next.rows[0]?.next ?? 0) + 0.25,
    at: new Date(e.at).toISOString(),
    run: e.run,
    text: e.text,
  }));
}
