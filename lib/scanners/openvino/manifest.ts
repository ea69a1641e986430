import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = { id: "openvino", label: "OpenVINO network", formats: ["openvino"] };
