import type { ImporterManifest } from "../importer";

export const manifest: ImporterManifest = { id: "fickling", label: "fickling safety report (JSON)" };
