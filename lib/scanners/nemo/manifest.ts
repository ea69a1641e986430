import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "nemo",
  label: "NVIDIA NeMo archive",
  formats: ["nemo"],
};
