import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "safetensors", label: "safetensors", formats: ["safetensors"] };
