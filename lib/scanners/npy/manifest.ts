import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "npy",
  label: "NumPy array (.npy)",
  formats: ["numpy", "numpy-object"],
};
