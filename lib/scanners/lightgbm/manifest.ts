import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "lightgbm", label: "LightGBM text model", formats: ["lightgbm"] };
