import type { ConnectorManifest } from "../connector";

export const manifest: ConnectorManifest = {
  id: "push",
  label: "Push from any tool",
  category: "feed",
  summary:
    "Whatever your own scripts and pipelines know: they send records, one a line, and nothing here needs a credential.",
  reads: ["inventory records as NDJSON, sent with a token"],
  // Nothing to fill in: the first push of a name makes its source.
  fields: [],
};
