import type { ConnectorManifest } from "../connector";
import { LABEL_FIELDS } from "../label-config";

export const manifest: ConnectorManifest = {
  id: "document",
  label: "Document",
  category: "document",
  summary: "A document that was handed in: a bill of materials, or what another scanner found in files of the estate.",
  reads: [
    "one CycloneDX JSON document, versions 1.2 to 1.7",
    "one report of picklescan, modelscan, modelaudit, fickling or the Hugging Face hub, or SARIF of a model scanner",
    "or every file of a directory of such documents",
  ],
  fields: [
    {
      name: "path",
      label: "File",
      help: "Path of the document as the worker sees it, or of a directory whose files are all documents.",
      required: true,
      placeholder: "/srv/boms/service.cdx.json",
    },
    {
      name: "label",
      label: "Name",
      help: "The name under which the document is shown. The file's own name when left empty.",
      required: false,
      placeholder: "service.cdx.json",
    },
    ...LABEL_FIELDS,
  ],
};
