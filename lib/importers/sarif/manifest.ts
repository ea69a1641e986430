import type { ImporterManifest } from "../importer";

export const manifest: ImporterManifest = { id: "sarif", label: "SARIF 2.1.0 report of a model scanner" };
