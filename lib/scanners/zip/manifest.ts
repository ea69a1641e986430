import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "zip",
  label: "Zip archive, and NumPy's npz",
  formats: ["zip", "npz"],
};
