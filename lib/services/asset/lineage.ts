import "server-only";
import { sql } from "drizzle-orm";
import { BANDS } from "@/db/enums";
import { KIND_FAULT_LINE } from "@/lib/domain/asset";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import type { Json } from "@/lib/domain/json";
import { RELATIONS } from "@/lib/domain/relation";
import type { Band } from "@/lib/domain/severity";
import type { AssetRef, BlastRadiusView, LineageRow, LineageView } from "@/lib/domain/views/asset-views";
import { LineageQuery } from "@/lib/domain/views/queries";
import { blastRadius } from "@/lib/graph/blast-radius";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import { downstream, upstream, type WalkRow } from "@/lib/graph/walk";
import { type Ctx, reader, requireScope } from "../context";
import { parseInput } from "../input";
import { loadGraph } from "../inventory/load-graph";
import { asOf } from "../workspace/workspace";

const MAX_ROWS = 500;
const TOP = 50;

function refOf(asset: GraphAsset): AssetRef {
  return {
    id: asset.id,
    key: asset.key,
    name: asset.name,
    kind: asset.kind,
    subtype: asset.subtype,
    faultLine: KIND_FAULT_LINE[asset.kind],
  };
}

function rootOf(graph: Graph, id: number): GraphAsset {
  const root = graph.assets.get(id);
  if (!root) throw new FaultlineError("not_found", "There is no such asset.");
  return root;
}

async function bandsOf(ctx: Ctx, ids: readonly number[]): Promise<Map<number, Band>> {
  const rows = await reader().execute<{ id: number; worst_band: number }>(
    sql`select id, worst_band from asset where workspace_id = ${ctx.workspaceId} and worst_band is not null and id = any(${sql.param([...ids])}::int[])`,
  );
  return new Map(rows.rows.map((r) => [r.id, wordOf(BANDS, r.worst_band)]));
}

const text = (value: Json | undefined) => (typeof value === "string" ? value : null);

/** Everything an asset is made of and everything that depends on it, one row an edge, nearest first. */
export async function getLineage(ctx: Ctx, id: number, input: unknown = {}): Promise<LineageView> {
  requireScope(ctx, "viewer");
  const { direction, depth } = parseInput(LineageQuery, input);
  const graph = await loadGraph(ctx);
  const root = rootOf(graph, id);
  const walks = [
    ...(direction === "downstream" ? [] : [upstream(graph, id, { maxDepth: depth, limit: MAX_ROWS })]),
    ...(direction === "upstream" ? [] : [downstream(graph, id, { maxDepth: depth, limit: MAX_ROWS })]),
  ];
  const rows = walks.flatMap((w) => w.rows);
  const bands = await bandsOf(
    ctx,
    rows.map((r) => r.far),
  );
  const sources = await edgeSources(ctx, rows);
  return {
    root: refOf(root),
    rows: rows.flatMap((r) => lineageRow(graph, r, bands, sources) ?? []),
    omitted: walks.reduce((n, w) => n + w.omitted, 0),
    run: (await asOf(ctx)).run,
  };
}

async function edgeSources(ctx: Ctx, rows: readonly WalkRow[]): Promise<Map<string, string>> {
  const froms = [...new Set(rows.map((r) => r.edge.from))];
  const found = await reader().execute<{ src: number; dst: number; source: string | null }>(
    sql`select e.src, e.dst, coalesce(min(s.name), 'Faultline, by digest') as source from edge e left join source s on s.workspace_id = e.workspace_id and s.id = e.source_id
        where e.workspace_id = ${ctx.workspaceId} and e.src = any(${sql.param(froms)}::int[]) group by e.src, e.dst`,
  );
  return new Map(found.rows.map((r) => [`${r.src}/${r.dst}`, r.source ?? ""]));
}

function lineageRow(
  graph: Graph,
  row: WalkRow,
  bands: Map<number, Band>,
  sources: Map<string, string>,
): LineageRow | null {
  const { edge } = row;
  const from = graph.assets.get(edge.from);
  const to = graph.assets.get(edge.to);
  if (!from || !to) return null;
  const verb = RELATIONS[edge.relation].verb;
  return {
    direction: row.direction,
    depth: row.depth,
    from: refOf(from),
    relation: edge.relation,
    variant: edge.variant,
    words: edge.variant && edge.variant !== "unknown" ? `${verb} (${edge.variant.replaceAll("_", " ")})` : verb,
    to: refOf(to),
    class: edge.class,
    ref: text(edge.props.ref),
    resolved: text(edge.props.resolved),
    site: text(edge.props.site) ?? text(edge.props.path),
    source: sources.get(`${edge.from}/${edge.to}`) ?? "",
    evidenceId: edge.evidenceId,
    farBand: bands.get(row.far) ?? null,
  };
}

/** What is harmed when this asset is bad: counts by kind, and the worst and nearest of it. */
export async function getBlastRadius(ctx: Ctx, id: number): Promise<BlastRadiusView> {
  requireScope(ctx, "viewer");
  const graph = await loadGraph(ctx);
  const root = rootOf(graph, id);
  const radius = blastRadius(graph, id);
  const bands = await bandsOf(
    ctx,
    radius.members.map((m) => m.id),
  );
  const worst = (m: number) => {
    const band = bands.get(m);
    return band ? BANDS[band] : 0;
  };
  const top = [...radius.members]
    .sort((a, b) => worst(b.id) - worst(a.id) || a.distance - b.distance || a.id - b.id)
    .slice(0, TOP);
  return {
    root: refOf(root),
    weight: radius.weight,
    count: radius.count,
    byKind: radius.byKind,
    top: top.flatMap((m) => {
      const asset = graph.assets.get(m.id);
      return asset ? [{ ...refOf(asset), distance: m.distance, worstBand: bands.get(m.id) ?? null }] : [];
    }),
    run: (await asOf(ctx)).run,
  };
}
