import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "mar",
  label: "TorchServe model archive (.mar)",
  formats: ["mar"],
};
