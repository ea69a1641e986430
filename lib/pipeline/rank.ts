import { FaultLine } from "@/lib/domain/fault-line";
import { BANDS_WORST_FIRST, type Band } from "@/lib/domain/severity";
import type { Graph } from "@/lib/graph/graph";
import { levelsOf } from "@/lib/graph/levels";
import { posture } from "@/lib/risk/posture";
import { type RankedRisk, rankRisks } from "@/lib/risk/rank";
import { scoreAsset } from "@/lib/risk/score";
import { type Ctx, reader } from "@/lib/services/context";
import { openFindings } from "@/lib/services/finding/open-findings";
import { saveGraphMetrics } from "@/lib/services/graph/save-metrics";
import { loadGraph } from "@/lib/services/inventory/load-graph";
import { type AssetMetric, type PosturePoint, saveRanking } from "@/lib/services/risk/save-ranking";
import { readRun, saveProgress } from "@/lib/services/run/run";
import type { StageEnd } from "./stage";

/** Groups open findings by root cause, scores them with their frozen inputs, and rolls posture up. */
export async function rankStage(ctx: Ctx, runId: number): Promise<StageEnd> {
  await saveProgress(ctx, runId, { stage: "rank", state: "running", done: 0, total: null, note: null });
  const run = await readRun(reader(), ctx.workspaceId, runId);
  const graph = await loadGraph(ctx);
  const { findings, previous } = await openFindings(ctx);
  const risks = rankRisks(graph, levelsOf(graph), findings, previous, run.at);
  await saveRanking(ctx, {
    run: { id: runId, at: run.at, key: run.key },
    risks,
    metrics: assetMetrics(graph, risks),
    posture: posturePoints(risks),
  });
  // The ranking stands without them: where the engine cannot hold the graph, the figures of the run before stay and say so.
  const counted = await saveGraphMetrics(ctx);
  const note =
    "problem" in counted ? `Blast radius and distances are those of an earlier run: ${counted.problem}` : null;
  await saveProgress(ctx, runId, { stage: "rank", state: "done", done: risks.length, total: risks.length, note });
  return "next";
}

function posturePoints(risks: readonly RankedRisk[]): PosturePoint[] {
  return [null, ...FaultLine.options].map((line) => {
    const own = line === null ? risks : risks.filter((r) => r.finding.faultLine === line);
    const counts = Object.fromEntries(
      BANDS_WORST_FIRST.map((b) => [b, own.filter((r) => r.band === b).length]),
    ) as Record<Band, number>;
    return { line, posture: posture(own.map((r) => r.item)).exact, counts };
  });
}

/** Each asset's own score, from its rows in all risks, and the levels the score read; made one by one as they are written. */
function* assetMetrics(graph: Graph, risks: readonly RankedRisk[]): Generator<AssetMetric> {
  const rows = Map.groupBy(
    risks.flatMap((r) => r.members),
    (m) => m.assetId,
  );
  const levels = levelsOf(graph);
  for (const id of graph.assets.keys()) {
    const own = levels.get(id);
    if (!own) continue;
    const scored = scoreAsset(rows.get(id) ?? []);
    yield {
      id,
      levels: own,
      blastCount: own.blastCount,
      scoreTenths: scored?.scoreTenths ?? null,
      worstBand: scored?.band ?? null,
      openRisks: rows.get(id)?.length ?? 0,
    };
  }
}
