import type { DatasetSpec } from "./datasets";
import type { ModelSpec } from "./model-spec";
import { RUNS, type RunNumber, standInUuid, TAG_NAMES, type Tags } from "./runs";
import type { LibrarySpec, ServiceSpec } from "./services";

type Property = { name: string; value: string };

function tagProperties(tags: Tags): Property[] {
  const pairs: [string, string | number | undefined][] = [
    [TAG_NAMES.owner, tags.owner],
    [TAG_NAMES.env, tags.env],
    [TAG_NAMES.data, tags.data],
    [TAG_NAMES.criticality, tags.crit],
  ];
  return pairs.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: String(value) }]));
}

function licences(license: string | null): object {
  if (license === null) return {};
  return { licenses: [license.startsWith("LicenseRef-") ? { expression: license } : { license: { id: license } }] };
}

/** Own models say where their README lies, which is read there; a study's card stands in the document itself. */
function cardOf(spec: ModelSpec): object {
  if (spec.study) {
    return {
      modelCard: {
        modelParameters: { task: spec.study.task, datasets: spec.study.datasets.map((ref) => ({ ref })) },
        quantitativeAnalysis: { performanceMetrics: [{ type: "holdout", value: "as in the study's report" }] },
        considerations: {
          useCases: ["Research inside Larkmoor Mutual."],
          technicalLimitations: ["Not measured for any product."],
        },
      },
    };
  }
  if (!spec.readme) return {};
  const url = `https://hub.larkmoor.example/${spec.folder ?? spec.name}/README.md`;
  return { externalReferences: [{ type: "model-card", url }] };
}

function pedigree(spec: ModelSpec, models: ReadonlyMap<string, ModelSpec>): object {
  const bases = (spec.bases ?? []).flatMap((ref) => models.get(ref) ?? []);
  if (bases.length === 0) return {};
  const ancestors = bases.map(({ group, name, version, purl }) => ({
    type: "machine-learning-model",
    group,
    name,
    version,
    purl,
  }));
  return { pedigree: { ancestors } };
}

/** A model as a component: hashes are of its weight files, where the estate holds them. */
export function modelComponent(
  spec: ModelSpec,
  models: ReadonlyMap<string, ModelSpec>,
  weightDigests: readonly string[],
): object {
  const extra: Property[] = [
    ...(spec.relation ? [{ name: "faultline:relation", value: spec.relation }] : []),
    ...(spec.use ? [{ name: "faultline:use", value: spec.use }] : []),
    ...(spec.proprietary === undefined ? [] : [{ name: "faultline:proprietary", value: String(spec.proprietary) }]),
    ...(spec.publisherVerified === undefined
      ? []
      : [{ name: "faultline:publisher_verified", value: String(spec.publisherVerified) }]),
    ...(spec.visibility ? [{ name: "faultline:visibility", value: spec.visibility }] : []),
  ];
  return {
    type: "machine-learning-model",
    "bom-ref": spec.ref,
    ...(spec.publisher ? { publisher: spec.publisher } : {}),
    group: spec.group,
    name: spec.name,
    version: spec.version,
    ...(weightDigests.length > 0 ? { hashes: weightDigests.map((content) => ({ alg: "SHA-256", content })) } : {}),
    ...licences(spec.license),
    purl: spec.purl,
    ...pedigree(spec, models),
    ...cardOf(spec),
    properties: [...tagProperties(spec.tags), ...extra],
  };
}

/** A dataset as a component of type data. */
export function datasetComponent(spec: DatasetSpec): object {
  const contents = spec.urls.length > 0 ? { contents: { url: spec.urls[0] } } : {};
  return {
    type: "data",
    "bom-ref": spec.ref,
    ...(spec.publisher ? { publisher: spec.publisher } : {}),
    group: "larkmoor-mutual",
    name: spec.name,
    version: spec.version,
    ...licences(spec.license),
    ...(spec.urls.length > 0
      ? { externalReferences: spec.urls.map((url) => ({ type: "source-distribution", url })) }
      : {}),
    data: [{ type: "dataset", name: spec.name, ...contents }],
    properties: [
      ...tagProperties(spec.tags),
      ...(spec.license ? [{ name: "faultline:proprietary", value: "true" }] : []),
      ...(spec.description ? [{ name: "faultline:collection_statement", value: spec.description }] : []),
    ],
  };
}

export function libraryComponent(spec: LibrarySpec): object {
  const { ref, name, version, purl } = spec;
  return { type: "library", "bom-ref": ref, name, version, ...licences(spec.license), purl };
}

type ServiceRecord = { "bom-ref": string; name: string };

export function serviceRecord(spec: ServiceSpec): ServiceRecord & Record<string, unknown> {
  return {
    "bom-ref": spec.ref,
    group: spec.group,
    name: spec.name,
    endpoints: spec.endpoints,
    ...(spec.authenticated === undefined ? {} : { authenticated: spec.authenticated }),
    trustZone: spec.exposure,
    properties: [...tagProperties(spec.tags), { name: "faultline:exposure", value: spec.exposure }],
  };
}

type BomParts = {
  name: string;
  title: string;
  specVersion: "1.6" | "1.7";
  run: RunNumber;
  timestamp?: string;
  /** `operations` where the document was made from running systems. */
  phase: "operations" | "build";
  components: object[];
  services: ServiceRecord[];
  dependencies: { ref: string; dependsOn: string[] }[];
  vulnerabilities?: object[];
};

/** A whole CycloneDX document; its serial number stays over the runs, its version counts them. */
export function bomDocument(parts: BomParts): object {
  return {
    $schema: `http://cyclonedx.org/schema/bom-${parts.specVersion}.schema.json`,
    bomFormat: "CycloneDX",
    specVersion: parts.specVersion,
    serialNumber: `urn:uuid:${standInUuid(parts.name)}`,
    version: parts.run,
    metadata: {
      timestamp: parts.timestamp ?? RUNS[parts.run].documentsAt,
      lifecycles: [{ phase: parts.phase }],
      component: { type: "application", "bom-ref": `app-${parts.name}`, name: parts.title, version: "2026.11" },
      properties: [{ name: "larkmoor:note", value: "Invented company; public base models stand in with their names." }],
    },
    components: parts.components,
    ...(parts.services.length > 0 ? { services: parts.services } : {}),
    dependencies: [
      { ref: `app-${parts.name}`, dependsOn: parts.services.map((s) => s["bom-ref"]) },
      ...parts.dependencies,
    ].filter((d) => d.dependsOn.length > 0),
    ...(parts.vulnerabilities ? { vulnerabilities: parts.vulnerabilities } : {}),
  };
}
