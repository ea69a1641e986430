import "server-only";
import { ASSET_KINDS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import type { AssetRef, BlastRadiusView, LineageRow, LineageView } from "@/lib/domain/views/asset-views";
import type { GraphStamp } from "@/lib/domain/views/graph-stamp";
import { LineageQuery } from "@/lib/domain/views/queries";
import type { EdgeRow } from "@/lib/graph/csr/rows";
import { type Ctx, requireScope } from "../context";
import { askGraph } from "../graph/ask";
import { type EdgeFact, edgeFacts, edgeKey } from "../graph/edge-facts";
import { type Placed, placedAssets, placedRoot, refOf } from "../graph/placed";
import { parseInput } from "../input";

const MAX_ROWS = 500;
const TOP = 50;

type Walked = EdgeRow & { direction: LineageRow["direction"] };

/** Everything an asset is made of and everything that depends on it, one row an edge, nearest first. */
export async function getLineage(ctx: Ctx, id: number, input: unknown = {}): Promise<LineageView> {
  requireScope(ctx, "viewer");
  const { direction, depth } = parseInput(LineageQuery, input);
  const root = await placedRoot(ctx, id);
  const walked: Walked[] = [];
  let omitted = 0;
  let stamp: GraphStamp | null = null;
  for (const way of ["upstream", "downstream"] as const) {
    if (direction !== "both" && direction !== way) continue;
    const asked = await askGraph(ctx, {
      kind: "rows",
      id,
      purpose: "impact",
      direction: way === "upstream" ? "out" : "in",
      maxDepth: depth,
      limit: MAX_ROWS,
    });
    walked.push(...(asked.answer?.rows ?? []).map((row) => ({ ...row, direction: way })));
    omitted += asked.answer?.omitted ?? 0;
    stamp = olderOf(stamp, asked.stamp);
  }
  const assets = await placedAssets(
    ctx,
    walked.flatMap((r) => [r.src, r.dst]),
  );
  const facts = await edgeFacts(ctx, walked);
  stamp ??= { run: null, version: 0, partial: true };
  return {
    root: refOf(root),
    rows: walked.flatMap((row) => lineageRow(row, assets, facts.get(edgeKey(row))) ?? []),
    omitted,
    run: stamp.run,
    stamp,
  };
}

/** Of two answers in one view the older moment is the one both speak for. */
function olderOf(a: GraphStamp | null, b: GraphStamp): GraphStamp {
  if (a === null) return b;
  return { ...(a.version <= b.version ? a : b), partial: a.partial || b.partial };
}

function lineageRow(row: Walked, assets: Map<number, Placed>, fact: EdgeFact | undefined): LineageRow | null {
  const from = assets.get(row.src);
  const to = assets.get(row.dst);
  // An edge that went while it was being read is not listed.
  if (!from || !to || !fact) return null;
  const far = assets.get(row.far);
  return {
    direction: row.direction,
    depth: row.depth,
    from: refOf(from),
    to: refOf(to),
    ...fact,
    farBand: far?.worstBand ?? null,
  };
}

/** What is harmed when this asset is bad: counts by kind, and the worst and nearest of it. */
export async function getBlastRadius(ctx: Ctx, id: number): Promise<BlastRadiusView> {
  requireScope(ctx, "viewer");
  const root = await placedRoot(ctx, id);
  const { answer, stamp } = await askGraph(ctx, { kind: "blast", id, limit: TOP });
  const assets = await placedAssets(ctx, answer?.top.map((t) => t.id) ?? []);
  const placed = (ref: AssetRef & Pick<Placed, "worstBand">) => ({ ...refOf(ref), worstBand: ref.worstBand });
  return {
    root: refOf(root),
    weight: answer?.weight ?? 0,
    count: answer?.count ?? 0,
    running: answer?.running ?? null,
    byKind: (answer?.byKind ?? []).map((k) => ({ ...k, kind: wordOf(ASSET_KINDS, k.kind) })),
    top: (answer?.top ?? []).flatMap(({ id: member, distance }) => {
      const asset = assets.get(member);
      return asset ? [{ ...placed(asset), distance }] : [];
    }),
    run: stamp.run,
    stamp,
  };
}
