import { origins } from "@/lib/graph/build-graph";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import { fileLoadersOf, loadersOf, runState } from "@/lib/graph/predicates";

/** A file in its surroundings: the models that contain it and the infrastructure that runs it. */
export type LoadedFile = {
  models: GraphAsset[];
  /** Running infra that loads the file, in id order. */
  runners: GraphAsset[];
  /** The model a reader knows the file by: one that runs before one that only stands in a store. */
  subject: GraphAsset | null;
  /** From the file through that model to what runs it. */
  path: number[];
};

/** Gathers the surroundings of a file; closed models and stopped or unknown infra are left out. */
export function loadedFile(file: GraphAsset, graph: Graph): LoadedFile {
  const models = origins(graph, file.id, "contains").filter((a) => a.kind === "model" && a.open);
  const runners = fileLoadersOf(graph, file).filter((l) => l.kind === "infra" && runState(l) === "yes");
  const ids = new Set(runners.map((r) => r.id));
  const running = models.find((m) => loadersOf(graph, m).some((l) => ids.has(l.id)));
  const subject = running ?? models[0] ?? null;
  const runner = subject ? (loadersOf(graph, subject).find((l) => ids.has(l.id)) ?? runners[0]) : runners[0];
  const path = [file, subject, runner].flatMap((a) => (a ? [a.id] : []));
  return { models, runners, subject, path };
}
