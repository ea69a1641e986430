import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "keras-json", label: "Keras model as JSON", formats: ["keras"] };
