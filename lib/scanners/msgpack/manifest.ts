import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "msgpack",
  label: "MessagePack, as Flax writes it",
  formats: ["msgpack", "flax"],
};
