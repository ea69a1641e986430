import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "hdf5",
  label: "HDF5, and Keras models in it",
  formats: ["hdf5", "keras"],
};
