import type { ImporterManifest } from "../importer";

export const manifest: ImporterManifest = { id: "modelaudit", label: "modelaudit report (JSON)" };
