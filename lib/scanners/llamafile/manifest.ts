import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "llamafile",
  label: "llamafile, and any program with a zip behind it",
  formats: ["llamafile", "executable"],
};
