import { loadersOf, runState } from "@/lib/graph/predicates";
import { textProp } from "@/lib/graph/props";
import { downstream } from "@/lib/graph/walk";
import type { EstateFacts, HubFacts } from "@/lib/policies/model-check";
import { type Ctx, systemContext } from "@/lib/services/context";
import { loadGraph } from "@/lib/services/inventory/load-graph";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import type { ScannedFile } from "./scan-report";
import { withDatabase } from "./with-database";

/** Opens the database of this installation and asks it. */
export function askEstate(hub: HubFacts | null, files: readonly ScannedFile[]): Promise<EstateFacts> {
  return withDatabase(async () =>
    readEstateFacts(systemContext((await ensureWorkspace()).id, "Command line"), hub, files),
  );
}

/** What the estate knows of a model, by its name on the hub and by the digests of its files, and what stands on it. */
export async function readEstateFacts(
  ctx: Ctx,
  hub: HubFacts | null,
  files: readonly Pick<ScannedFile, "sha256" | "reasons">[],
): Promise<EstateFacts> {
  const graph = await loadGraph(ctx);
  const nameKey = hub === null ? null : `pkg:huggingface/${hub.repo}`.toLowerCase();
  const models = new Map(
    graph
      .ofKind("model")
      .filter((model) => model.open && nameKey !== null)
      .filter((model) =>
        [textProp(model, "name_key"), model.key.split("@")[0]].some((key) => key?.toLowerCase() === nameKey),
      )
      .map((model) => [model.id, model]),
  );
  // The same bytes under another name are the same model, whatever it is called there. Small texts are shared by all.
  const digests = new Set(
    files.flatMap((file) => (file.sha256 && !file.reasons.includes("not_a_model") ? [`sha256:${file.sha256}`] : [])),
  );
  for (const file of graph.ofKind("artifact")) {
    if (!file.open || !digests.has(file.key)) continue;
    for (const edge of graph.in(file.id, "contains")) {
      const holder = graph.assets.get(edge.from);
      if (holder?.kind === "model" && holder.open) models.set(holder.id, holder);
    }
  }
  const running = new Set<string>();
  const touched = new Set<number>();
  for (const model of models.values()) {
    for (const loader of loadersOf(graph, model))
      if (loader.kind === "infra" && runState(loader) === "yes") running.add(loader.name);
    for (const row of downstream(graph, model.id).rows) touched.add(row.far);
  }
  return {
    known: [...models.values()].map((model) => model.name).sort(),
    running: [...running].sort(),
    touched: [...touched].filter((id) => !models.has(id)).length,
  };
}
