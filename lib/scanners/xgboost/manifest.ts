import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "xgboost",
  label: "XGBoost",
  formats: ["xgboost", "xgboost-ubj", "xgboost-binary"],
};
