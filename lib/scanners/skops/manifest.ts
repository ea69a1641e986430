import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "skops",
  label: "skops archive of a scikit-learn model",
  formats: ["skops"],
};
