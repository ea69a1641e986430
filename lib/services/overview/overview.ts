import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { ASSET_KINDS, FAULT_LINES, RUN_STATES } from "@/db/enums";
import { KIND_FAULT_LINE } from "@/lib/domain/asset";
import { wordOf } from "@/lib/domain/codes";
import { type FaultLine, STRATA } from "@/lib/domain/fault-line";
import type { Band } from "@/lib/domain/severity";
import type { Overview } from "@/lib/domain/views/risk-views";
import { type Ctx, reader, requireScope } from "../context";
import { listRisks } from "../risk/list-risks";
import { getScanLedger } from "../scan/ledger";
import { confirmedAssets, getSources } from "../source/view";
import { asOf } from "../workspace/workspace";
import { cannotSee } from "./cannot-see";
import { answersOf, type PostureRow, shortDay, verdictOf } from "./words";

const NO_RISKS: Record<Band, number> = { Critical: 0, High: 0, Medium: 0, Low: 0, Info: 0 };
const DECIDE_FIRST = 10;

async function postures(db: Executor, ctx: Ctx): Promise<PostureRow[]> {
  const rows = await db.execute<{
    run_id: number;
    fault_line: number;
    at: string;
    posture: number;
    counts: Record<Band, number>;
    opened: number;
    proven: number;
    gone: number;
  }>(
    sql`select run_id, fault_line, at::text, posture, counts, opened, proven, gone from posture_point
        where workspace_id = ${ctx.workspaceId} and at > (select max(at) from posture_point where workspace_id = ${ctx.workspaceId}) - interval '90 days' order by at, run_id`,
  );
  return rows.rows.map((r) => ({
    runId: r.run_id,
    line: r.fault_line === 0 ? null : wordOf(FAULT_LINES, r.fault_line),
    at: new Date(r.at).toISOString(),
    posture: r.posture,
    counts: { ...NO_RISKS, ...r.counts },
    opened: r.opened,
    proven: r.proven,
    gone: r.gone,
  }));
}

/**
 * Whether there is anything to show, and if not, why: nothing connected, nothing run yet, or the first run under way. An
 * estate that was emptied again is as unknown as one that never was: old rankings are no verdict on it.
 */
async function stateOf(db: Executor, ctx: Ctx, has: { ranking: boolean; assets: boolean }): Promise<Overview["state"]> {
  if (has.ranking && has.assets) return "ready";
  const rows = await db.execute<{ sources: number; active: number }>(
    sql`select (select count(*)::int from source where workspace_id = ${ctx.workspaceId} and removed_at is null) as sources,
               (select count(*)::int from run where workspace_id = ${ctx.workspaceId} and state in (${RUN_STATES.queued}, ${RUN_STATES.running})) as active`,
  );
  const row = rows.rows[0];
  if (!row) return "unconnected";
  // The run that takes the last source's assets away counts too: until it ends their risks still stand in the lists.
  if (row.active > 0 && (row.sources > 0 || has.ranking)) return "running";
  if (row.sources === 0) return "unconnected";
  return has.ranking ? "ready" : "never-run";
}

type LineCounts = Map<FaultLine, { assets: number; deployed: number; mcp: number; unowned: number }>;

async function assetsByLine(db: Executor, ctx: Ctx): Promise<LineCounts> {
  const rows = await db.execute<{ kind: number; n: number; mcp: number; loaded: number }>(
    sql`select a.kind, count(*)::int as n, count(*) filter (where a.subtype = 'mcp_server')::int as mcp,
               count(*) filter (where exists (select 1 from edge e where e.workspace_id = a.workspace_id and e.dst = a.id and e.kind = 144))::int as loaded
        from asset a where a.workspace_id = ${ctx.workspaceId} and a.closed_record is null and a.kind not in (3, 12, 13) group by a.kind`,
  );
  const lines: LineCounts = new Map(STRATA.map((l) => [l, { assets: 0, deployed: 0, mcp: 0, unowned: 0 }]));
  for (const r of rows.rows) {
    const line = lines.get(KIND_FAULT_LINE[wordOf(ASSET_KINDS, r.kind)]);
    if (!line) continue;
    line.assets += r.n;
    line.mcp += r.mcp;
    line.deployed += r.loaded;
  }
  return lines;
}

/** Everything the first screen says, each number with its denominator and the run it speaks for. */
export async function getOverview(ctx: Ctx): Promise<Overview> {
  requireScope(ctx, "viewer");
  const db = reader();
  const stamp = await asOf(ctx);
  const points = await postures(db, ctx);
  const lines = await assetsByLine(db, ctx);
  const assets = [...lines.values()].some((line) => line.assets > 0);
  const state = await stateOf(db, ctx, { ranking: points.length > 0, assets });
  const risks = await listRisks(ctx, { limit: DECIDE_FIRST });
  const all = points.filter((p) => p.line === null);
  const now = all.at(-1) ?? null;
  const before = all.at(-2) ?? null;
  const ledger = await getScanLedger(ctx, { limit: 1 });
  const confirmed = await confirmedAssets(db, ctx);
  const sources = await getSources(ctx);
  const observed = await observedByLine(db, ctx);
  const exploited = await openExploited(db, ctx);
  const strata = STRATA.map((line) => stratumOf(line, points, lines, observed));
  const unseen = confirmed.total === 0 ? null : 1 - confirmed.seen / confirmed.total;
  return {
    asOf: stamp,
    state,
    verdict: verdictOf({ risks, now, before, exploited, state }),
    answers: answersOf({ now, before, strata, risks, unseen, confirmed, ledger, points }),
    strata,
    posture: now?.posture ?? null,
    openRisks: risks.total,
    decide: risks.rows,
    movement: all.map((p) => ({
      at: p.at,
      label: shortDay(p.at),
      opened: p.opened,
      proven: p.proven,
      closedNoProof: p.gone,
      running: false,
    })),
    cannotSee: cannotSee({ ledger, sources, confirmed }),
    staleSources: { stale: sources.stale, total: sources.sources.length },
  };
}

async function openExploited(db: Executor, ctx: Ctx): Promise<number> {
  const rows = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from risk where workspace_id = ${ctx.workspaceId} and open and exploited_exact > 0`,
  );
  return rows.rows[0]?.n ?? 0;
}

async function observedByLine(db: Executor, ctx: Ctx): Promise<Map<FaultLine, { seen: number; total: number }>> {
  const rows = await db.execute<{ kind: number; total: number; seen: number }>(
    sql`select a.kind, count(*)::int as total, count(*) filter (where exists (
          select 1 from asset_obs o join source s on s.workspace_id = o.workspace_id and s.id = o.source_id
          where o.workspace_id = a.workspace_id and o.asset_id = a.id and s.last_run is not null
            and not exists (select 1 from run_scope x where x.workspace_id = s.workspace_id and x.run_id = s.last_run and x.outcome <> 1 and (x.scope = o.scope or o.scope = ''))))::int as seen
        from asset a where a.workspace_id = ${ctx.workspaceId} and a.closed_record is null and a.kind not in (3, 12, 13) group by a.kind`,
  );
  const lines = new Map<FaultLine, { seen: number; total: number }>(STRATA.map((l) => [l, { seen: 0, total: 0 }]));
  for (const r of rows.rows) {
    const line = lines.get(KIND_FAULT_LINE[wordOf(ASSET_KINDS, r.kind)]);
    if (!line) continue;
    line.seen += r.seen;
    line.total += r.total;
  }
  return lines;
}

function stratumOf(
  line: FaultLine,
  points: readonly PostureRow[],
  lines: LineCounts,
  observed: Map<FaultLine, { seen: number; total: number }>,
): Overview["strata"][number] {
  const own = points.filter((p) => p.line === line);
  const now = own.at(-1);
  const before = own.at(-2);
  const counts = lines.get(line) ?? { assets: 0, deployed: 0, mcp: 0, unowned: 0 };
  const seen = observed.get(line) ?? { seen: 0, total: 0 };
  const missing = seen.total - seen.seen;
  return {
    faultLine: line,
    assets: counts.assets,
    detail:
      line === "plugin"
        ? `${counts.mcp} MCP ${counts.mcp === 1 ? "server" : "servers"}`
        : line === "model"
          ? `${counts.deployed} loaded`
          : "",
    open: now?.counts ?? NO_RISKS,
    posture: now?.posture ?? null,
    delta: now && before ? now.posture - before.posture : null,
    trend: own.map((p) => ({ at: p.at, posture: p.posture })),
    observed: {
      ...seen,
      reason: missing > 0 ? `${missing} not confirmed` : null,
    },
  };
}
