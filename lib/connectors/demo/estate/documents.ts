import { type Advisory, LIBRARY_ADVISORIES, OLLAMA_ADVISORIES } from "./advisories";
import { bomDocument, datasetComponent, libraryComponent, modelComponent, serviceRecord } from "./bom";
import { DATASETS, RESEARCH_DATASET } from "./datasets";
import { inRun, type ModelSpec } from "./model-spec";
import { researchModels } from "./research";
import { jsonText, type RunNumber } from "./runs";
import {
  CLAIMS_SERVICES,
  CONVERSATION_SERVICES,
  DOCUMENTS_SERVICES,
  libraries,
  OLLAMA_SERVICES,
  PRICING_SERVICES,
  type ServiceSpec,
} from "./services";

/** Everything that documents of one run are drawn from. */
type EstateFacts = {
  run: RunNumber;
  models: ReadonlyMap<string, ModelSpec>;
  /** sha256 of the weight files, by folder of the model. */
  weightDigests: ReadonlyMap<string, readonly string[]>;
};

type DocumentSpec = {
  name: string;
  title: string;
  specVersion: "1.6" | "1.7";
  services: ServiceSpec[];
  /** Models that nothing in the document loads but that belong to it. */
  alsoModels?: string[];
  alsoDatasets?: string[];
  vulnerabilities?: Advisory[];
};

const DOCUMENTS: DocumentSpec[] = [
  {
    name: "claims-ai-serving",
    title: "Claims AI serving",
    specVersion: "1.6",
    services: CLAIMS_SERVICES,
    alsoModels: ["quillstone-labs/claim-severity-base"],
    alsoDatasets: ["claims-q3-deid"],
    vulnerabilities: LIBRARY_ADVISORIES,
  },
  {
    name: "pricing-health-serving",
    title: "Pricing and health serving",
    specVersion: "1.6",
    services: PRICING_SERVICES,
    alsoModels: ["claim-severity-health-ft"],
  },
  { name: "conversation-serving", title: "Conversation serving", specVersion: "1.7", services: CONVERSATION_SERVICES },
  { name: "documents-serving", title: "Documents serving", specVersion: "1.7", services: DOCUMENTS_SERVICES },
  {
    name: "ollama-demo-1",
    title: "Image of ollama-demo-1",
    specVersion: "1.6",
    services: OLLAMA_SERVICES,
    vulnerabilities: OLLAMA_ADVISORIES,
  },
];

/** A service may load "the invoice check of today": the one whose run this is. */
function resolveRef(ref: string, facts: EstateFacts): string {
  return ref === "invoice-check" ? (facts.run === 1 ? "invoice-check-4" : "invoice-check-5") : ref;
}

function withAncestors(refs: readonly string[], models: ReadonlyMap<string, ModelSpec>): ModelSpec[] {
  const found = new Map<string, ModelSpec>();
  const visit = (ref: string): void => {
    const spec = models.get(ref);
    if (!spec || found.has(ref)) return;
    found.set(ref, spec);
    for (const base of spec.bases ?? []) visit(base);
  };
  for (const ref of refs) visit(ref);
  return [...found.values()];
}

function document(spec: DocumentSpec, facts: EstateFacts): object {
  const services = spec.services.filter((s) => inRun(s, facts.run));
  const refs = [...services.flatMap((s) => s.loads ?? []), ...(spec.alsoModels ?? [])];
  const models = withAncestors(
    refs.map((ref) => resolveRef(ref, facts)),
    facts.models,
  );
  const wanted = new Set([...models.flatMap((m) => m.datasets ?? []), ...(spec.alsoDatasets ?? [])]);
  const datasets = DATASETS.filter((d) => wanted.has(d.ref) && inRun(d, facts.run));
  const used = new Set(services.flatMap((s) => s.uses ?? []));
  const libs = libraries(facts.run).filter((l) => used.has(l.ref));
  const running = new Set(services.map((s) => s.ref));
  const named = new Set(libs.map((l) => l.ref));
  const callable = (ref: string): boolean => !ref.startsWith("svc-") || running.has(ref);
  return bomDocument({
    ...spec,
    run: facts.run,
    phase: "operations",
    vulnerabilities: spec.vulnerabilities?.filter((v) => v.affects.every((a) => named.has(a.ref))),
    components: [
      ...models.map((m) => modelComponent(m, facts.models, facts.weightDigests.get(m.folder ?? "") ?? [])),
      ...datasets.map(datasetComponent),
      ...libs.map(libraryComponent),
    ],
    services: services.map(serviceRecord),
    dependencies: [
      ...services.map((s) => ({
        ref: s.ref,
        dependsOn: [...(s.loads ?? []).map((ref) => resolveRef(ref, facts)), ...(s.uses ?? []).filter(callable)],
      })),
      ...models.map((m) => ({ ref: m.ref, dependsOn: m.datasets ?? [] })),
    ],
  });
}

function researchExport(facts: EstateFacts): object {
  return bomDocument({
    name: "research-export",
    title: "Research export",
    specVersion: "1.6",
    // The same old file lies there in both runs.
    run: 1,
    timestamp: "2026-10-02T05:00:00Z",
    phase: "build",
    components: [
      ...withAncestors(
        researchModels().map((m) => m.ref),
        facts.models,
      ).map((m) => modelComponent(m, facts.models, facts.weightDigests.get(m.folder ?? "") ?? [])),
      datasetComponent(RESEARCH_DATASET),
    ],
    services: [],
    dependencies: [],
  });
}

/** Path under `documents/` and bytes of every bill of materials of one run. */
export function estateDocuments(facts: EstateFacts): Map<string, Buffer> {
  const made = DOCUMENTS.map((spec) => [`${spec.name}.cdx.json`, jsonText(document(spec, facts))] as const);
  return new Map([...made, ["research-export.cdx.json", jsonText(researchExport(facts))]]);
}
