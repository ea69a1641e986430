import type { ImporterManifest } from "../importer";

export const manifest: ImporterManifest = { id: "modelscan", label: "modelscan report (JSON)" };
