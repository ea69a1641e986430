import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "pmml", label: "PMML", formats: ["pmml"] };
