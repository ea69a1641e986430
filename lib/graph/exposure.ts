import type { AssetKind } from "@/lib/domain/asset";
import { identityExposure, pipelineExposure, repoExposure } from "./exposure-build";
import { artifactExposure, datasetExposure, modelExposure } from "./exposure-content";
import { agentExposure, infraExposure, pluginExposure } from "./exposure-running";
import type { ExposureLevel, ExposureView } from "./exposure-view";
import type { Graph, GraphAsset } from "./graph";
import { anyRunning, fileLoadersOf, loadersOf } from "./predicates";

type Judge = (asset: GraphAsset, view: ExposureView) => ExposureLevel;

const JUDGES: Partial<Record<AssetKind, Judge>> = {
  infra: infraExposure,
  plugin: (asset, view) => (asset.subtype === "agent" ? agentExposure(asset, view) : pluginExposure(asset, view)),
  model: modelExposure,
  artifact: artifactExposure,
  dataset: datasetExposure,
  pipeline: pipelineExposure,
  repo: repoExposure,
  identity: identityExposure,
};

function infraLoads(graph: Graph): boolean {
  let found = false;
  graph.eachEdge((from, _, relation) => {
    if (!found && relation === "loads") found = graph.assets.get(from)?.kind === "infra";
  });
  return found;
}

/** Reads vocabulary §5's table over one snapshot: the first row that holds, and the asset and evidence that say so. */
export function exposureOf(graph: Graph): (asset: GraphAsset) => ExposureLevel {
  const view: ExposureView = {
    graph,
    // Who loads models is known only where some source reports loading; else "nobody loads it" would be a guess.
    loadersCollected: infraLoads(graph),
    loaders: (asset) => (asset.kind === "artifact" ? fileLoadersOf(graph, asset) : loadersOf(graph, asset)),
    loadedByRunning: (asset) => anyRunning(view.loaders(asset)) === "yes",
  };
  return (asset) => {
    const judge = JUDGES[asset.kind];
    if (judge) return judge(asset, view);
    return {
      exposure: "unknown",
      exposureWhy: {
        sentence: `Exposure is not judged for this kind of asset (${asset.kind}).`,
        assetId: null,
        evidenceId: null,
      },
    };
  };
}
