import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { COLLECTION_OUTCOMES, RUN_STATES } from "@/db/enums";
import { CONNECTOR_MANIFESTS, connectorManifest } from "@/lib/connectors/manifests";
import type { CollectionOutcome } from "@/lib/domain/inventory";
import type { RunRow, SourceRow, SourcesView } from "@/lib/domain/views/work-views";
import { type Ctx, reader, requireScope } from "../context";
import { RUN_SELECT, type RunSqlRow, runRow } from "../run/view";
import { asOf } from "../workspace/workspace";

const STALE_DAYS = 30;
const TICKS = 14;
const ACTIVE = [RUN_STATES.queued, RUN_STATES.running];

type SourceSqlRow = { id: number; name: string; connector: string; config: Record<string, string>; assets: number };

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
    sql`select r.id as run_id, r.source_id, r.state, r.at::text, coalesce(sum(s.seen), 0)::int as seen,
               count(*) filter (where s.outcome = ${COLLECTION_OUTCOMES.complete})::int as complete, count(*) filter (where s.outcome = ${COLLECTION_OUTCOMES.partial})::int as partial,
               count(*) filter (where s.outcome = ${COLLECTION_OUTCOMES.denied})::int as denied, count(*) filter (where s.outcome = ${COLLECTION_OUTCOMES.failed})::int as failed
        from run r left join run_scope s on s.workspace_id = r.workspace_id and s.run_id = r.id
        where r.workspace_id = ${ctx.workspaceId} and not r.stats ? 'replayOf' group by r.id, r.source_id, r.state, r.at order by r.id`,
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
    sql`select s.id, s.name, s.connector, s.config, (select count(distinct o.asset_id)::int from asset_obs o join asset a on a.workspace_id = o.workspace_id and a.id = o.asset_id and a.kind not in (3, 12, 13)
          where o.workspace_id = s.workspace_id and o.source_id = s.id) as assets
        from source s where s.workspace_id = ${ctx.workspaceId} and (s.removed_at is null or exists (select 1 from run r where r.workspace_id = s.workspace_id and r.source_id = s.id and r.state in (${RUN_STATES.queued}, ${RUN_STATES.running})))
        order by s.id`,
  );
  const runs = await db.execute<RunSqlRow>(
    sql`select distinct on (q.source_id) q.* from (${RUN_SELECT} where r.workspace_id = ${ctx.workspaceId}) q order by q.source_id, q.id desc`,
  );
  const newest = new Map(runs.rows.map((r) => [r.source_id, runRow(r)]));
  const scopes = Map.groupBy(await scopesByRun(db, ctx), (s) => s.sourceId);
  const rows = sources.rows.map((s) =>
    sourceRow(s, newest.get(s.id) ?? null, scopes.get(s.id) ?? [], new Date(stamp.now)),
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

function sourceRow(s: SourceSqlRow, run: RunRow | null, scopes: RunScopes[], now: Date): SourceRow {
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

/** Open assets, and those that their source's newest applied run confirmed with a complete scope. */
export async function confirmedAssets(db: Executor, ctx: Ctx): Promise<{ seen: number; total: number }> {
  const rows = await db.execute<{ seen: number; total: number }>(
    sql`select count(*)::int as total, count(*) filter (where exists (
          select 1 from asset_obs o join source s on s.workspace_id = o.workspace_id and s.id = o.source_id
          where o.workspace_id = a.workspace_id and o.asset_id = a.id and s.last_run is not null
            and not exists (select 1 from run_scope x where x.workspace_id = s.workspace_id and x.run_id = s.last_run and x.outcome <> ${COLLECTION_OUTCOMES.complete} and (x.scope = o.scope or o.scope = ''))))::int as seen
        from asset a where a.workspace_id = ${ctx.workspaceId} and a.closed_record is null and a.kind not in (3, 12, 13)`,
  );
  return rows.rows[0] ?? { seen: 0, total: 0 };
}
