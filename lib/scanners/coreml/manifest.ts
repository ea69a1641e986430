import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "coreml", label: "Core ML", formats: ["coreml"] };
