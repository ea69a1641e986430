import type { Exposure } from "@/lib/domain/asset";
import type { Graph, GraphAsset } from "./graph";
import { flagProp } from "./props";

type ExposureWhy = { sentence: string; assetId: number | null; evidenceId: string | null };
export type ExposureLevel = { exposure: Exposure; exposureWhy: ExposureWhy };

/** What the judges of exposure share: the snapshot and who loads what. */
export type ExposureView = {
  graph: Graph;
  loadersCollected: boolean;
  /** What loads a model or file at run time, open loaders only. */
  loaders(asset: GraphAsset): readonly GraphAsset[];
  loadedByRunning(asset: GraphAsset): boolean;
};

/** A level with its sentence and the asset whose record says so. */
export function level(exposure: Exposure, sentence: string, source: GraphAsset | null): ExposureLevel {
  return {
    exposure,
    exposureWhy: { sentence, assetId: source?.id ?? null, evidenceId: source?.evidenceId ?? null },
  };
}

/** No fact of the table was collected: unknown, never the bottom of the table. */
export function unknown(missing: string): ExposureLevel {
  return level("unknown", `Exposure is unknown: ${missing}.`, null);
}

/** X0 of models, files and datasets. */
export function quarantined(asset: GraphAsset): boolean {
  return flagProp(asset, "quarantined") === true;
}
