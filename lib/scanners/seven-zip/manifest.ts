import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "seven-zip",
  label: "7z archive",
  formats: ["7z"],
};
