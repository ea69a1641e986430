import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "onnx", label: "ONNX", formats: ["onnx"] };
