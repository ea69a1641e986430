import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { COLLECTION_OUTCOMES, RUN_STATES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import { type HeldChanges, HeldQuery } from "@/lib/domain/views/intake-views";
import { assetRef, type RefRow } from "../asset/refs";
import { type Ctx, reader, requireScope } from "../context";
import { readCursor, toCursor } from "../cursor";
import { parseInput } from "../input";
import { asOf } from "../workspace/workspace";
import { readRun } from "./run";

/** Earlier runs of a scope that are shown beside it. */
const BEFORE = 5;
const MAX_SCOPES = 50;

const HeldStats = z.object({
  held: z
    .array(
      z.object({
        scope: z.string(),
        resourceType: z.string(),
        known: z.number().int(),
        gone: z.number().int(),
      }),
    )
    .default([]),
});
const Key = z.tuple([z.string(), z.string(), z.number().int()]);

/**
 * What a held run would close: per scope how many of how many, how the runs before it ended there, and the assets, page by
 * page. Throws conflict for a run that is not held.
 */
export async function heldChanges(ctx: Ctx, runId: number, input: unknown = {}): Promise<HeldChanges> {
  requireScope(ctx, "viewer");
  const query = parseInput(HeldQuery, input);
  const cursor = readCursor(query.cursor, Key);
  const db = reader();
  const run = await readRun(db, ctx.workspaceId, runId);
  if (run.state !== RUN_STATES.held) throw new FaultlineError("conflict", "This run is not held any more.");
  const scopes = await heldScopes(ctx, run);
  const ws = ctx.workspaceId;
  const mine = sql`g.workspace_id = ${ws} and g.run_id = ${runId}
    and ${query.scope === undefined ? sql`true` : sql`g.scope = ${query.scope}`} and ${query.resourceType === undefined ? sql`true` : sql`g.resource_type = ${query.resourceType}`}`;
  const total = await db.execute<{ n: number }>(sql`select count(*)::int as n from held_gone g where ${mine}`);
  const page = await db.execute<
    RefRow & { scope: string; resource_type: string; elsewhere: number; open_risks: number }
  >(
    sql`select a.id, a.ext_key, a.name, a.kind, a.subtype, a.open_risks, p.scope, p.resource_type,
               (select count(distinct o.source_id)::int from asset_obs o where o.workspace_id = ${ws} and o.asset_id = a.id and o.source_id <> ${run.sourceId}) as elsewhere
        from (select g.scope, g.resource_type, g.asset_id from held_gone g where ${mine}
                and ${cursor ? sql`(g.scope, g.resource_type, g.asset_id) > (${cursor[0]}, ${cursor[1]}, ${cursor[2]})` : sql`true`}
              order by g.scope, g.resource_type, g.asset_id limit ${query.limit + 1}) p
        join asset a on a.workspace_id = ${ws} and a.id = p.asset_id order by p.scope, p.resource_type, p.asset_id`,
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const before = await runsBefore(ctx, { runId, sourceId: run.sourceId });
  return {
    runId,
    scopes: scopes.map((s) => ({ ...s, before: before.filter(inScope(s)).slice(0, BEFORE).map(beforeRow) })),
    rows: rows.map((r) => ({
      asset: assetRef(r),
      scope: r.scope,
      resourceType: r.resource_type,
      elsewhere: r.elsewhere,
      openRisks: r.open_risks,
    })),
    next: page.rows.length > query.limit && last ? toCursor([last.scope, last.resource_type, last.id]) : null,
    total: total.rows[0]?.n ?? 0,
    asOf: await asOf(ctx),
  };
}

/** Each scope of which anything would close, the ones beyond the guard first, then the largest. */
async function heldScopes(ctx: Ctx, run: Awaited<ReturnType<typeof readRun>>) {
  const { held } = HeldStats.parse(run.stats);
  const rows = await reader().execute<{ scope: string; resource_type: string; known: number; gone: number }>(
    sql`select g.scope, g.resource_type, g.gone, (select count(*)::int from asset_obs o where o.workspace_id = ${ctx.workspaceId} and o.source_id = ${run.sourceId}
                 and o.scope = g.scope and o.resource_type = g.resource_type) as known
        from (select scope, resource_type, count(*)::int as gone from held_gone where workspace_id = ${ctx.workspaceId} and run_id = ${run.id}
              group by 1, 2 order by 3 desc limit ${MAX_SCOPES}) g`,
  );
  const tooMuch = (scope: string, type: string) => held.some((h) => h.scope === scope && h.resourceType === type);
  return rows.rows
    .map((r) => ({
      scope: r.scope,
      resourceType: r.resource_type,
      known: r.known,
      gone: r.gone,
      tooMuch: tooMuch(r.scope, r.resource_type),
    }))
    .sort((a, b) => Number(b.tooMuch) - Number(a.tooMuch) || b.gone - a.gone);
}

type Before = {
  id: number;
  key: string;
  at: string;
  state: number;
  scope: string | null;
  resource_type: string | null;
  outcome: number | null;
  seen: number;
};

/** The newest ended runs of the source before this one, one row a scope; a run that answered nothing is one row without. */
async function runsBefore(ctx: Ctx, o: { runId: number; sourceId: number }): Promise<Before[]> {
  const rows = await reader().execute<Before>(
    sql`select r.id, r.key, r.at::text, r.state, s.scope, s.resource_type, s.outcome, coalesce(s.seen, 0) as seen
        from (select * from run where workspace_id = ${ctx.workspaceId} and source_id = ${o.sourceId} and id < ${o.runId} and not stats ? 'replayOf'
                and state in (${RUN_STATES.applied}, ${RUN_STATES.failed}, ${RUN_STATES.cancelled}) order by id desc limit ${BEFORE}) r
        left join run_scope s on s.workspace_id = r.workspace_id and s.run_id = r.id order by r.id desc, s.scope, s.resource_type`,
  );
  return rows.rows;
}

const inScope = (s: { scope: string; resourceType: string }) => (b: Before) =>
  b.scope === null || (b.scope === s.scope && (s.resourceType === "" || b.resource_type === s.resourceType));

function beforeRow(b: Before): HeldChanges["scopes"][number]["before"][number] {
  return {
    runId: b.id,
    key: b.key,
    at: new Date(b.at).toISOString(),
    state: wordOf(RUN_STATES, b.state),
    outcome: b.outcome === null ? null : wordOf(COLLECTION_OUTCOMES, b.outcome),
    seen: b.seen,
  };
}
