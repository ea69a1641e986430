import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "torch-zip",
  label: "PyTorch zip archive, and any other zip",
  formats: ["torch-zip", "torchscript", "torch-package", "zip"],
};
