import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { ASSET_KINDS, RUN_STATES } from "@/db/enums";
import { STRATA } from "@/lib/domain/fault-line";
import { PastQuery } from "@/lib/domain/views/queries";
import type { Overview } from "@/lib/domain/views/risk-views";
import { type Ctx, listReader, requireScope } from "../context";
import { recordAt } from "../history/record-at";
import { parseInput } from "../input";
import { listRisks } from "../risk/list-risks";
import { getSources } from "../source/view";
import { CONFIRMED_IDS, COUNTED, LOADED } from "../tally/asset-tally";
import { scanTotals } from "../tally/scan-tally";
import { readTally } from "../tally/tally";
import { asOf } from "../workspace/workspace";
import { cannotSee } from "./cannot-see";
import { overviewAt } from "./overview-at";
import { type LineCounts, linesOf, movementOf, postures, stratumOf } from "./strata";
import { answersOf, verdictOf } from "./words";

const DECIDE_FIRST = 10;

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

const NONE_YET: ReadonlyMap<string, number> = new Map();

/** What the newest ingest wrote; counted now where none was written yet. */
async function assetsByLine(db: Executor, ctx: Ctx): Promise<LineCounts> {
  const tally = await readTally(db, ctx, "asset");
  const kinds = tally.get("kind");
  const n = (facet: string) => tally.get(facet)?.get("") ?? 0;
  if (kinds)
    return linesOf(kinds, { confirmed: tally.get("confirmed") ?? NONE_YET, loaded: n("loaded"), mcp: n("mcp") });
  const rows = await db.execute<{ kind: number; n: number; mcp: number; loaded: number; seen: number }>(
    sql`select a.kind, count(*)::int as n, count(*) filter (where a.subtype = 'mcp_server')::int as mcp, count(*) filter (where a.kind = ${ASSET_KINDS.model} and ${LOADED})::int as loaded,
               count(*) filter (where a.id in (${CONFIRMED_IDS(ctx.workspaceId)}))::int as seen
        from asset a where a.workspace_id = ${ctx.workspaceId} and a.closed_record is null and ${COUNTED} group by a.kind`,
  );
  const sum = (of: (r: (typeof rows.rows)[number]) => number) => rows.rows.reduce((a, r) => a + of(r), 0);
  return linesOf(new Map(rows.rows.map((r) => [String(r.kind), r.n])), {
    confirmed: new Map(rows.rows.map((r) => [String(r.kind), r.seen])),
    loaded: sum((r) => r.loaded),
    mcp: sum((r) => r.mcp),
  });
}

/**
 * Everything the first screen says, each number with its denominator and the run it speaks for; nothing of it scans the
 * assets or the risks. With `asOf` what is kept of that moment.
 */
export async function getOverview(ctx: Ctx, input: unknown = {}): Promise<Overview> {
  requireScope(ctx, "viewer");
  const past = await recordAt(ctx, parseInput(PastQuery, input).asOf);
  if (past) return overviewAt(ctx, past);
  const db = await listReader(ctx);
  const stamp = await asOf(ctx, db);
  const points = await postures(db, ctx);
  const lines = await assetsByLine(db, ctx);
  const assets = [...lines.values()].some((line) => line.assets > 0);
  const state = await stateOf(db, ctx, { ranking: points.length > 0, assets });
  const risks = await listRisks(ctx, { limit: DECIDE_FIRST });
  const all = points.filter((p) => p.line === null);
  const now = all.at(-1) ?? null;
  const before = all.at(-2) ?? null;
  const totals = await scanTotals(db, ctx);
  const confirmed = { seen: 0, total: 0 };
  for (const line of lines.values()) {
    confirmed.seen += line.seen;
    confirmed.total += line.total;
  }
  const sources = await getSources(ctx);
  const exploited = await openExploited(db, ctx);
  const strata = STRATA.map((line) => stratumOf(line, points, lines, true));
  const unseen = confirmed.total === 0 ? null : 1 - confirmed.seen / confirmed.total;
  return {
    asOf: stamp,
    state,
    verdict: verdictOf({ risks, now, before, exploited, state }),
    answers: answersOf({ now, before, strata, risks, unseen, confirmed, totals }),
    strata,
    posture: now?.posture ?? null,
    openRisks: risks.total,
    decide: risks.rows,
    movement: movementOf(all),
    cannotSee: cannotSee({ totals, sources, confirmed }),
    staleSources: { stale: sources.stale, total: sources.sources.length },
  };
}

async function openExploited(db: Executor, ctx: Ctx): Promise<number> {
  const tally = await readTally(db, ctx, "risk");
  if (tally.has("written")) return tally.get("exploited")?.get("true") ?? 0;
  const rows = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from risk where workspace_id = ${ctx.workspaceId} and open and exploited_exact > 0`,
  );
  return rows.rows[0]?.n ?? 0;
}
