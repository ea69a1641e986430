import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "compressed",
  label: "One compressed stream: gzip, zlib, bzip2, xz, lzma, zstd, lz4",
  formats: ["gzip", "zlib", "bzip2", "xz", "lzma", "zstd", "lz4", "joblib-zfile"],
};
