import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "tensorflow",
  label: "TensorFlow SavedModel, frozen graph and Keras metadata",
  formats: ["tf-savedmodel", "tf-graph", "keras-metadata", "tf-text"],
};
