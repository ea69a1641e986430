import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "tflite", label: "TensorFlow Lite", formats: ["tflite"] };
