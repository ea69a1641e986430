import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "torch-zip",
  label: "PyTorch zip archive",
  formats: ["torch-zip", "torchscript", "torch-package", "torch-export"],
};
