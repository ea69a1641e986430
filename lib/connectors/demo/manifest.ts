import type { ConnectorManifest } from "../connector";

export const manifest: ConnectorManifest = {
  id: "demo",
  label: "Demo estate",
  category: "document",
  summary: "Larkmoor Mutual, an invented insurer: two runs a week apart, read from documents that come with Faultline.",
  reads: [
    "CycloneDX documents of four serving systems, one image and a research export",
    "Model folders with small stand-in files and their cards",
    "Assistant configurations of five laptops",
  ],
  fields: [],
};
