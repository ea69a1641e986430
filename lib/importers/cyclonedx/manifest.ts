import type { ImporterManifest } from "../importer";

/** The versions of the specification whose JSON form is read. */
export const SPEC_VERSIONS = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"] as const;

export const manifest: ImporterManifest = { id: "cyclonedx", label: "CycloneDX bill of materials (JSON)" };
