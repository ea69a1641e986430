import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "pickle",
  label: "Python pickle",
  formats: ["pickle", "joblib", "torch-legacy", "torch-tar"],
};
