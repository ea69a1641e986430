import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "gguf", label: "GGUF", formats: ["gguf"] };
