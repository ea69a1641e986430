import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "r-data", label: "R data (RDS, RDA)", formats: ["r-data"] };
