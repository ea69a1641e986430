import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "tar",
  label: "Tar archive, and PyTorch's oldest files",
  formats: ["tar", "torch-tar"],
};
