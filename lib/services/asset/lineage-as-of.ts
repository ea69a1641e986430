import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { EVIDENCE_CLASSES, RELATION_KINDS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import { factEvidenceId } from "@/lib/domain/evidence";
import type { Json, JsonObject } from "@/lib/domain/json";
import type { AsOfPoint } from "@/lib/domain/page";
import { edgeWords, RELATIONS, RelationKind } from "@/lib/domain/relation";
import { showText } from "@/lib/domain/text";
import type { AssetRef, LineageRow, LineageView } from "@/lib/domain/views/asset-views";
import { LineageQuery } from "@/lib/domain/views/queries";
import { isImpact } from "@/lib/graph/impact";
import { type Ctx, reader, requireScope } from "../context";
import { assetsAt, edgesAt } from "../history/estate-at";
import { recordAt } from "../history/record-at";
import { parseInput } from "../input";
import { getLineage } from "./lineage";
import { assetRef, type RefRow } from "./refs";

/** Rows a direction; what lies beyond is counted as omitted, as far as the walk saw it. */
const MAX_ROWS = 500;
/** Edges read of one level: a hub of the past is cut, and said to be. */
const MAX_LEVEL = 2_000;

const IMPACT = sql.raw(
  `e.kind >> 4 in (${RelationKind.options
    .filter(isImpact)
    .map((r) => RELATION_KINDS[r])
    .join(", ")})`,
);
const EXPOSES = sql.raw(`e.kind >> 4 = ${RELATION_KINDS.exposes}`);

type EdgeAt = {
  src: number;
  kind: number;
  dst: number;
  source_id: number;
  class: number;
  page_id: number | null;
  spot: string | null;
  detail: JsonObject | null;
};
type Step = { edge: EdgeAt; depth: number; direction: LineageRow["direction"]; far: number };

/** Lineage now, from the graph in memory; with `asOf` as it stood at that moment, from the tables. Throws not_found. */
export async function readLineage(ctx: Ctx, id: number, input: unknown = {}): Promise<LineageView> {
  requireScope(ctx, "viewer");
  const { asOf, ...query } = parseInput(LineageQuery, input);
  const past = await recordAt(ctx, asOf);
  return past ? lineageAt(ctx, id, query, past) : getLineage(ctx, id, query);
}

async function lineageAt(
  ctx: Ctx,
  id: number,
  { direction, depth }: Pick<LineageQuery, "direction" | "depth">,
  past: AsOfPoint,
): Promise<LineageView> {
  const db = reader();
  const root = (await refsAt(db, ctx, past, [id])).get(id);
  if (!root)
    throw new FaultlineError(
      "not_found",
      `No such asset was known after ${showText(past.run, 80)}: leave asOf out to see it as it is now.`,
      "/asOf",
    );
  const walks = [];
  for (const way of ["upstream", "downstream"] as const)
    if (direction === way || direction === "both") walks.push(await walkAt(db, ctx, past.record, id, way, depth));
  const steps = walks.flatMap((w) => w.steps);
  const refs = await refsAt(db, ctx, past, [...new Set(steps.flatMap((s) => [s.edge.src, s.edge.dst]))]);
  const sources = await sourceNames(db, ctx);
  return {
    root,
    rows: steps.flatMap((s) => rowOf(s, refs, sources) ?? []),
    omitted: walks.reduce((n, w) => n + w.omitted, 0),
    run: past.run,
    // The past is read from the tables of that moment, whole: no snapshot answers for it.
    stamp: { run: past.run, version: 0, partial: false },
    past,
  };
}

/** Level by level over ids already met, so that cycles and diamonds end by themselves; one statement a level. */
async function walkAt(
  db: Executor,
  ctx: Ctx,
  record: number,
  root: number,
  direction: Step["direction"],
  maxDepth: number,
): Promise<{ steps: Step[]; omitted: number }> {
  const met = new Set([root]);
  const steps: Step[] = [];
  let omitted = 0;
  let frontier = [root];
  for (let depth = 1; depth <= maxDepth && frontier.length > 0; depth++) {
    const edges = await edgesFrom(db, ctx, record, frontier, direction);
    const next: number[] = [];
    for (const edge of edges) {
      const reversed = edge.kind >> 4 === RELATION_KINDS.exposes;
      const far = (direction === "upstream") !== reversed ? edge.dst : edge.src;
      if (steps.length < MAX_ROWS) steps.push({ edge, depth, direction, far });
      else omitted++;
      if (met.has(far)) continue;
      met.add(far);
      next.push(far);
    }
    if (edges.length === MAX_LEVEL) omitted++;
    frontier = next;
  }
  return { steps, omitted };
}

async function edgesFrom(
  db: Executor,
  ctx: Ctx,
  record: number,
  ids: readonly number[],
  direction: Step["direction"],
): Promise<EdgeAt[]> {
  const among = sql`any(${sql.param([...ids])}::int[])`;
  const near = direction === "upstream" ? sql`src` : sql`dst`;
  const back = direction === "upstream" ? sql`dst` : sql`src`;
  const part = (column: SQL, which: SQL) =>
    sql`select distinct on (e.src, e.kind, e.dst) e.* from (${edgesAt(ctx.workspaceId, record)}) e where e.${column} = ${among} and e.src <> e.dst and ${which} order by e.src, e.kind, e.dst, e.class`;
  const rows = await db.execute<EdgeAt>(
    sql`select * from ((${part(near, sql`${IMPACT} and not ${EXPOSES}`)}) union all (${part(back, EXPOSES)})) e order by e.kind, e.src, e.dst limit ${MAX_LEVEL}`,
  );
  return rows.rows;
}

/** Names as they were then. */
async function refsAt(db: Executor, ctx: Ctx, past: AsOfPoint, ids: readonly number[]): Promise<Map<number, AssetRef>> {
  const rows = await db.execute<RefRow>(
    sql`select id, ext_key, name, kind, subtype from (${assetsAt(ctx.workspaceId, past.record, sql`a.id = any(${sql.param([...ids])}::int[])`)}) a`,
  );
  return new Map(rows.rows.map((r) => [r.id, assetRef(r)]));
}

async function sourceNames(db: Executor, ctx: Ctx): Promise<Map<number, string>> {
  const rows = await db.execute<{ id: number; name: string }>(
    sql`select id, name from source where workspace_id = ${ctx.workspaceId}`,
  );
  return new Map(rows.rows.map((r) => [r.id, r.name]));
}

const text = (value: Json | undefined) => (typeof value === "string" ? value : null);

function rowOf(step: Step, refs: Map<number, AssetRef>, sources: Map<number, string>): LineageRow | null {
  const { edge } = step;
  const from = refs.get(edge.src);
  const to = refs.get(edge.dst);
  if (!from || !to) return null;
  const { relation, variant } = edgeWords(edge.kind);
  const { verb } = RELATIONS[relation];
  return {
    direction: step.direction,
    depth: step.depth,
    from,
    relation,
    variant,
    words: variant && variant !== "unknown" ? `${verb} (${variant.replaceAll("_", " ")})` : verb,
    to,
    class: wordOf(EVIDENCE_CLASSES, edge.class),
    ref: text(edge.detail?.ref),
    resolved: text(edge.detail?.resolved),
    site: text(edge.detail?.site) ?? text(edge.detail?.path),
    source: sources.get(edge.source_id) ?? "Faultline, by digest",
    evidenceId: factEvidenceId(edge.page_id, edge.spot),
    farBand: null,
  };
}
