import { evaluateRules } from "@/lib/rules/evaluate";
import { RULES } from "@/lib/rules/registry";
import { type Ctx, reader } from "@/lib/services/context";
import { saveEvaluation } from "@/lib/services/finding/save-evaluation";
import { loadGraph } from "@/lib/services/inventory/load-graph";
import { readRun, saveProgress } from "@/lib/services/run/run";
import type { StageEnd } from "./stage";

/** Runs every rule over the workspace's graph and saves what fails, what passes and what could not be told. */
export async function evaluateStage(ctx: Ctx, runId: number): Promise<StageEnd> {
  await saveProgress(ctx, runId, { stage: "evaluate", state: "running", done: 0, total: RULES.length, note: null });
  const run = await readRun(reader(), ctx.workspaceId, runId);
  const graph = await loadGraph(ctx);
  const { findings, inconclusive, stats } = evaluateRules(graph, RULES);
  const reasons = new Map<string, Record<string, number>>();
  for (const i of inconclusive) {
    const counts = reasons.get(i.ruleId) ?? {};
    counts[i.reason] = (counts[i.reason] ?? 0) + 1;
    reasons.set(i.ruleId, counts);
  }
  await saveEvaluation(ctx, {
    run: { id: runId, at: run.at },
    findings,
    counts: [...stats].map(([ruleId, s]) => ({ ruleId, ...s, reasons: reasons.get(ruleId) ?? {} })),
    inconclusive: new Set(inconclusive.map((i) => `${i.ruleId} ${i.assetId}`)),
    isOpen: (id) => graph.assets.get(id)?.open === true,
    ruleIds: new Set(RULES.map((r) => r.id)),
  });
  await saveProgress(ctx, runId, {
    stage: "evaluate",
    state: "done",
    done: RULES.length,
    total: RULES.length,
    note: null,
  });
  return "next";
}
