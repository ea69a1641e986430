import type { ConnectorManifest } from "../connector";
import { LABEL_FIELDS } from "../label-config";

export const manifest: ConnectorManifest = {
  id: "folder",
  label: "Folder",
  category: "registry",
  summary: "A directory on this machine: model files, their cards, MCP configurations and bills of materials in it.",
  reads: [
    "names, sizes and SHA-256 of model files",
    "README.md, config.json and adapter_config.json beside them",
    "MCP configurations: servers and the names of their variables, never the values",
    "CycloneDX JSON documents",
  ],
  fields: [
    {
      name: "path",
      label: "Directory",
      help: "Absolute path of the directory, as the worker sees it. Links that lead out of it are not followed.",
      required: true,
      placeholder: "/srv/models",
    },
    {
      name: "label",
      label: "Name",
      help: "A short name that stands in keys in place of the path. The directory's own name when left empty.",
      required: false,
      placeholder: "models",
    },
    {
      name: "host",
      label: "Workstation",
      help: "The machine whose MCP servers these configurations start. Left empty, none is recorded.",
      required: false,
      placeholder: "laptop-17",
    },
    ...LABEL_FIELDS,
  ],
};
