import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "safetensors-index",
  label: "Index of a model in shards",
  formats: ["shard-index"],
};
