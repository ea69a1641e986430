import type { ImporterManifest } from "../importer";

export const manifest: ImporterManifest = { id: "hub-security", label: "Hugging Face security status (JSON)" };
