import type { ImporterManifest } from "../importer";

export const manifest: ImporterManifest = { id: "picklescan", label: "picklescan output" };
