import type { ScannerManifest } from "../scan-context";

export const manifest: ScannerManifest = {
  id: "hf-repo",
  label: "Files of a Hugging Face repository: configurations, templates, custom code",
  formats: ["hf-config", "chat-template", "hf-code"],
};
