import type { Json } from "@/lib/domain/json";
import { importer as cyclonedx } from "./cyclonedx/importer";
import { recognise as recogniseCyclonedx, specVersionOf } from "./cyclonedx/recognise";
import { decodeDocument } from "./document-text";
import { importer as fickling, recognise as recogniseFickling } from "./fickling/importer";
import { importer as hubSecurity, recognise as recogniseHubSecurity } from "./hub-security/importer";
import type { Importer } from "./importer";
import { readJsonDocument } from "./json-document";
import { importer as modelaudit, recognise as recogniseModelaudit } from "./modelaudit/importer";
import { importer as modelscan, recognise as recogniseModelscan } from "./modelscan/importer";
import { importer as picklescan, recognise as recognisePicklescan } from "./picklescan/importer";
import { recognise as recogniseSarif, importer as sarif } from "./sarif/importer";

type Entry = {
  importer: Importer;
  recognise(value: Json): boolean;
  /** A sentence when the document is of this kind and cannot be read. */
  refuse(value: Json): string | null;
};

/** Every importer, in the order in which they are asked. */
export const IMPORTERS: readonly Entry[] = [
  {
    importer: cyclonedx,
    recognise: recogniseCyclonedx,
    refuse: (value) => {
      const version = specVersionOf(value);
      return "refused" in version ? version.refused : null;
    },
  },
  { importer: sarif, recognise: recogniseSarif, refuse: () => null },
  { importer: modelscan, recognise: recogniseModelscan, refuse: () => null },
  { importer: modelaudit, recognise: recogniseModelaudit, refuse: () => null },
  { importer: hubSecurity, recognise: recogniseHubSecurity, refuse: () => null },
];

type TextEntry = { importer: Importer; recognise(head: string): boolean };

/** Importers of what is no JSON document, told by its first characters; asked before the rest is parsed. */
export const TEXT_IMPORTERS: readonly TextEntry[] = [
  { importer: fickling, recognise: recogniseFickling },
  { importer: picklescan, recognise: recognisePicklescan },
];

const HEAD_BYTES = 16 * 1024;
const UNKNOWN =
  "This is not a document Faultline knows: it reads CycloneDX JSON, SARIF, and the reports of picklescan, modelscan, modelaudit, fickling and the Hugging Face hub.";

/** Reads nothing but the first characters: enough to see that bytes are markup or no text at all. */
function refuseByHead(bytes: Uint8Array): string | null {
  const head = decodeDocument(bytes.subarray(0, 4_096));
  if ("refused" in head) return head.refused;
  const start = head.text.trimStart();
  if (start.startsWith("<")) {
    return /cyclonedx/i.test(start)
      ? "CycloneDX XML is not read yet: export the BOM as JSON."
      : "XML documents are not read yet: export the BOM as CycloneDX JSON.";
  }
  return start.startsWith("{") || start.startsWith("[") ? null : UNKNOWN;
}

/**
 * Finds the importer for a document by what it contains, never by its name. The refusal is one sentence for a person.
 * Hand the same bytes object to `importer.read` and the document is parsed only once. Never throws.
 */
export function recogniseDocument(_path: string, bytes: Uint8Array): { importer: Importer } | { refused: string } {
  const head = decodeDocument(bytes.subarray(0, HEAD_BYTES));
  const text = "text" in head ? TEXT_IMPORTERS.find((e) => e.recognise(head.text)) : undefined;
  if (text) return { importer: text.importer };
  const refusal = refuseByHead(bytes);
  if (refusal !== null) return { refused: refusal };
  const document = readJsonDocument(bytes, true);
  if ("refused" in document) return document;
  const entry = IMPORTERS.find((e) => e.recognise(document.value));
  if (!entry) return { refused: UNKNOWN };
  const refused = entry.refuse(document.value);
  return refused === null ? { importer: entry.importer } : { refused };
}
