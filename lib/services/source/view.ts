import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { COLLECTION_OUTCOMES, RUN_STATES } from "@/db/enums";
import { CONNECTOR_MANIFESTS, connectorManifest } from "@/lib/connectors/manifests";
import type { CollectionOutcome } from "@/lib/domain/inventory";
import type { RunRow, SourceRow, SourcesView } from "@/lib/domain/views/work-views";
import { countsFromTally } from "../asset/asset-facets";
import { type Ctx, reader, requireScope } from "../context";
import { RUN_SELECT, type RunSqlRow, runRow } from "../run/view";
import { CONFIRMED_IDS, COUNTED } from "../tally/asset-tally";
import { readTally } from "../tally/tally";
import { asOf } from "../workspace/workspace";

const STALE_DAYS = 30;
const TICKS = 14;
/** Runs of a source that are looked at: its ticks, and some that still work. The newest that applied is found however old. */
const RUNS_READ = 20;
const ACTIVE = [RUN_STATES.queued, RUN_STATES.running];

type SourceSqlRow = { id: number; name: string; connector: string; config: Record<string, string> };

/** How the scopes of each run ended: the worst of them is the tick. A replay asked no scope, so it is none of them. */
type RunScopes = {
  runId: number;
  sourceId: number;
  state: number;
  at: string;
  outcomes: Record<CollectionOutcome, number>;
  seen: number;
};

async function scopesByRun(db: Executor, ctx: Ctx): Promise<RunScopes[]> {
  const rows = await db.execute<{
    run_id: number;
    source_id: number;
    state: number;
    at: string;
    complete: number;
    partial: number;
    denied: number;
    failed: number;
    seen: number;
  }>(
    sql`with newest as (select r.workspace_id, r.id, r.source_id, r.state, r.at from source s cross join lateral (
            select * from run r where r.workspace_id = s.workspace_id and r.source_id = s.id and not r.stats ? 'replayOf' order by r.id desc limit ${RUNS_READ}) r
          where s.workspace_id = ${ctx.workspaceId}
          union select r.workspace_id, r.id, r.source_id, r.state, r.at from source s join lateral (
            select * from run r where r.workspace_id = s.workspace_id and r.source_id = s.id and r.state = ${RUN_STATES.applied} and not r.stats ? 'replayOf' order by r.id desc limit 1) r on true
          where s.workspace_id = ${ctx.workspaceId})
        select r.id as run_id, r.source_id, r.state, r.at::text, coalesce(sum(s.seen), 0)::int as seen,
               count(*) filter (where s.outcome = ${COLLECTION_OUTCOMES.complete})::int as complete, count(*) filter (where s.outcome = ${COLLECTION_OUTCOMES.partial})::int as partial,
               count(*) filter (where s.outcome = ${COLLECTION_OUTCOMES.denied})::int as denied, count(*) filter (where s.outcome = ${COLLECTION_OUTCOMES.failed})::int as failed
        from newest r left join run_scope s on s.workspace_id = r.workspace_id and s.run_id = r.id group by r.id, r.source_id, r.state, r.at order by r.id`,
  );
  return rows.rows.map((r) => ({
    runId: r.run_id,
    sourceId: r.source_id,
    state: r.state,
    at: r.at,
    seen: r.seen,
    outcomes: { complete: r.complete, partial: r.partial, denied: r.denied, failed: r.failed },
  }));
}

function tickOf(run: RunScopes): CollectionOutcome {
  if (run.state === RUN_STATES.failed || run.outcomes.failed > 0)
    return run.outcomes.complete > 0 ? "partial" : "failed";
  if (run.outcomes.denied > 0) return run.outcomes.complete > 0 ? "partial" : "denied";
  return run.outcomes.partial > 0 ? "partial" : "complete";
}

type State = Pick<SourceRow, "state" | "stateWords">;

function stateOf(run: RunRow | null, scopes: RunScopes | undefined, now: Date): State {
  if (!run || !scopes) return { state: "never_run", stateWords: "Never run" };
  if (run.state === "queued" || run.state === "running") return { state: "running", stateWords: "Running" };
  if (run.state === "held") return { state: "held", stateWords: "Held for a person" };
  if (run.state === "failed") return { state: "failed", stateWords: "Failed" };
  const { outcomes } = scopes;
  const ageDays = (now.getTime() - new Date(scopes.at).getTime()) / 86_400_000;
  if (outcomes.failed > 0 && outcomes.complete === 0) return { state: "failed", stateWords: "No answer" };
  if (outcomes.denied > 0 && outcomes.complete === 0) return { state: "denied", stateWords: "Denied" };
  if (ageDays > STALE_DAYS) return { state: "stale", stateWords: `Stale, ${Math.floor(ageDays)} days` };
  const part = [
    outcomes.denied > 0 ? `${outcomes.denied} denied` : "",
    outcomes.failed > 0 ? `${outcomes.failed} failed` : "",
    outcomes.partial > 0 ? `${outcomes.partial} partial` : "",
  ].filter(Boolean);
  return part.length > 0
    ? { state: "partial", stateWords: part.join(", ") }
    : { state: "healthy", stateWords: "Healthy" };
}

const WORST_FIRST: readonly SourceRow["state"][] = [
  "running",
  "held",
  "failed",
  "denied",
  "partial",
  "stale",
  "never_run",
  "healthy",
];

/** Every connected source with its health, its newest run and the cards of what can be connected. Worst first. */
export async function getSources(ctx: Ctx): Promise<SourcesView> {
  requireScope(ctx, "viewer");
  const db = reader();
  const stamp = await asOf(ctx);
  const sources = await db.execute<SourceSqlRow>(
    sql`select s.id, s.name, s.connector, s.config from source s where s.workspace_id = ${ctx.workspaceId} and (s.removed_at is null or exists (select 1 from run r where r.workspace_id = s.workspace_id and r.source_id = s.id and r.state in (${RUN_STATES.queued}, ${RUN_STATES.running})))
        order by s.id`,
  );
  const runs = await db.execute<RunSqlRow>(
    sql`select distinct on (q.source_id) q.* from (${RUN_SELECT} where r.workspace_id = ${ctx.workspaceId}) q order by q.source_id, q.id desc`,
  );
  const assets = await assetsBySource(db, ctx);
  const newest = new Map(runs.rows.map((r) => [r.source_id, runRow(r)]));
  const scopes = Map.groupBy(await scopesByRun(db, ctx), (s) => s.sourceId);
  const rows = sources.rows.map((s) =>
    sourceRow(
      { ...s, assets: assets.get(String(s.id)) ?? 0 },
      newest.get(s.id) ?? null,
      scopes.get(s.id) ?? [],
      new Date(stamp.now),
    ),
  );
  rows.sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) || a.id - b.id);
  const confirmed = await confirmedAssets(db, ctx);
  return {
    asOf: stamp,
    sources: rows,
    connectors: [...CONNECTOR_MANIFESTS],
    coverage: confirmed,
    denied: [...scopes.values()].reduce((n, runs) => n + (lastAnswer(runs)?.outcomes.denied ?? 0), 0),
    stale: rows.filter((r) => r.state === "stale").length,
    running: rows.filter((r) => r.state === "running").length,
  };
}

function counted(n: number, word: string): string {
  return `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
}

function lastAnswer(runs: readonly RunScopes[]): RunScopes | undefined {
  return runs.findLast((r) => r.state === RUN_STATES.applied);
}

function sourceRow(
  s: SourceSqlRow & { assets: number },
  run: RunRow | null,
  scopes: RunScopes[],
  now: Date,
): SourceRow {
  const manifest = connectorManifest(s.connector);
  const last = lastAnswer(scopes);
  const current = scopes.at(-1);
  const ok = last?.outcomes.complete ?? 0;
  const total = last ? Object.values(last.outcomes).reduce((a, b) => a + b, 0) : 0;
  return {
    id: s.id,
    name: s.name,
    connector: s.connector,
    connectorLabel: manifest?.label ?? s.connector,
    category: manifest?.category ?? "document",
    // A kept document lies where only we put it: people know it by its name.
    scope: (s.connector === "document" ? s.config.label : (s.config.path ?? s.config.label)) ?? "",
    ...stateOf(run, current, now),
    seen: {
      ok,
      total,
      words: last ? `${counted(last.seen, "record")} in ${ok} of ${counted(total, "scope")}` : "nothing seen yet",
    },
    lastAnswerAt: last ? new Date(last.at).toISOString() : null,
    ticks: scopes
      .filter((r) => !(ACTIVE as number[]).includes(r.state))
      .slice(-TICKS)
      .map(tickOf),
    run,
    assets: s.assets,
  };
}

/** Assets that each source sees, by its id: as the newest ingest counted them, or counted now. */
async function assetsBySource(db: Executor, ctx: Ctx): Promise<ReadonlyMap<string, number>> {
  const tally = await readTally(db, ctx, "asset");
  if (tally.has("kind")) return tally.get("source_id") ?? new Map();
  const rows = await db.execute<{ id: string; n: number }>(
    sql`select o.source_id::text as id, count(distinct o.asset_id)::int as n from asset_obs o join asset a on a.workspace_id = o.workspace_id and a.id = o.asset_id and ${COUNTED}
        where o.workspace_id = ${ctx.workspaceId} group by 1`,
  );
  return new Map(rows.rows.map((r) => [r.id, r.n]));
}

/** Open assets, and those that their source's newest applied run confirmed with a complete scope. */
async function confirmedAssets(db: Executor, ctx: Ctx): Promise<{ seen: number; total: number }> {
  const tally = await readTally(db, ctx, "asset");
  const counts = countsFromTally(tally);
  const confirmed = tally.get("confirmed");
  if (counts && confirmed) return { seen: [...confirmed.values()].reduce((a, b) => a + b, 0), total: counts.total };
  const rows = await db.execute<{ seen: number; total: number }>(
    sql`select count(*)::int as total, count(*) filter (where a.id in (${CONFIRMED_IDS(ctx.workspaceId)}))::int as seen
        from asset a where a.workspace_id = ${ctx.workspaceId} and a.closed_record is null and ${COUNTED}`,
  );
  return rows.rows[0] ?? { seen: 0, total: 0 };
}
