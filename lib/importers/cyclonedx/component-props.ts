import type { AssetKind } from "@/lib/domain/asset";
import type { Json, JsonObject } from "@/lib/domain/json";
import { isObject, listOf, nameOf, objectOf, textOf } from "../json-access";
import type { Read } from "./context";
import { genericKey } from "./keys";
import { flagOf, numberOf, type Properties } from "./properties";

/** URLs of the external references of the given types. */
function referenceUrls(record: JsonObject, types: string[]): string[] {
  return listOf(record.externalReferences).flatMap((entry) => {
    const url = textOf(objectOf(entry).url);
    return url !== null && types.includes(textOf(objectOf(entry).type) ?? "") ? [url] : [];
  });
}

function cardSections(record: JsonObject): string[] {
  const card = objectOf(record.modelCard);
  const considerations = objectOf(card.considerations);
  const filled = (value: Json | undefined) => listOf(value).length > 0;
  const sections: string[] = [];
  if (filled(considerations.users) || filled(considerations.useCases)) sections.push("intended_use");
  if (filled(objectOf(card.modelParameters).datasets)) sections.push("training_data");
  if (filled(objectOf(card.quantitativeAnalysis).performanceMetrics)) sections.push("evaluation");
  if (filled(considerations.technicalLimitations) || filled(considerations.performanceTradeoffs))
    sections.push("limits");
  if (filled(objectOf(record.pedigree).ancestors)) sections.push("base_model");
  return sections;
}

function formatsOf(c: Read): string[] {
  const urls = referenceUrls(c.record, ["distribution", "model-card"]);
  const names = [...urls, ...listOf(c.record.components).map((n) => nameOf(n) ?? "")];
  const found = names.flatMap((n) => {
    const ext = /\.(safetensors|gguf|onnx|pt|pth|bin|ckpt|pkl|pickle|joblib|h5|keras|tflite|pb|npz|npy)$/i.exec(n)?.[1];
    return ext === undefined ? [] : [ext.toLowerCase()];
  });
  const stated = c.properties.get("faultline:formats")?.value.split(/[\s,]+/) ?? [];
  return [...new Set([...stated, ...found])].filter((f) => f !== "");
}

function evidenceProps(record: JsonObject): JsonObject {
  const evidence = objectOf(record.evidence);
  const identities = Array.isArray(evidence.identity) ? evidence.identity : [evidence.identity ?? null];
  const identity = identities.filter(isObject).map((e) => ({
    field: textOf(e.field),
    confidence: typeof e.confidence === "number" ? e.confidence : null,
    methods: listOf(e.methods)
      .slice(0, 10)
      .map((m) => textOf(objectOf(m).technique)),
  }));
  const occurrences = listOf(evidence.occurrences)
    .slice(0, 20)
    .flatMap((o) => {
      const location = textOf(objectOf(o).location);
      const line = objectOf(o).line;
      return location === null ? [] : [typeof line === "number" ? `${location}:${line}` : location];
    });
  return {
    ...(identity.length > 0 ? { identity: identity.slice(0, 10) } : {}),
    ...(occurrences.length > 0 ? { occurrences } : {}),
  };
}

function isNamedOnly(c: Read): boolean {
  return c.pointer.includes("/pedigree/");
}

/** What any component may say, with nothing stored for what it leaves out. */
function sharedProps(c: Read): JsonObject {
  const { record } = c;
  const publisher = textOf(record.publisher) ?? nameOf(record.supplier) ?? nameOf(record.manufacturer);
  const vcs = referenceUrls(record, ["vcs"])[0];
  const optional: Record<string, Json | undefined> = {
    version: c.version ?? undefined,
    publisher: publisher ?? undefined,
    author: textOf(record.author) ?? undefined,
    description: textOf(record.description)?.slice(0, 1_000),
    cpe: textOf(record.cpe) ?? undefined,
    scope: textOf(record.scope) ?? undefined,
    vcs_url: vcs,
    license_texts: c.license.texts.length > 0 ? c.license.texts : undefined,
    auto_pull: flagOf(c.properties, "faultline:auto_pull") ?? undefined,
    sandbox: c.properties.get("faultline:sandbox")?.value,
  };
  const stated = Object.entries(optional).filter((e): e is [string, Json] => e[1] !== undefined);
  const common = { ...Object.fromEntries(stated), digests: c.digests, ...evidenceProps(record) };
  // Inside a pedigree a thing is named, not described: that no licence stands there says nothing about it.
  if (isNamedOnly(c))
    return { ...common, ...(c.license.license ? { license: c.license.license } : {}), by_reference: true };
  return { ...common, license: c.license.license };
}

function word(properties: Properties, name: string): string | null {
  return properties.get(`faultline:${name}`)?.value ?? null;
}

function nameKeyOf(c: Read): string | null {
  return c.purl?.nameKey ?? (c.version === null ? null : genericKey(c.group, c.name, null));
}

export function modelProps(c: Read): JsonObject {
  const parameters = objectOf(objectOf(c.record.modelCard).modelParameters);
  const ancestor = listOf(objectOf(c.record.pedigree).ancestors).map(objectOf)[0];
  const hasCard = isObject(c.record.modelCard) || referenceUrls(c.record, ["model-card"]).length > 0;
  return {
    ...sharedProps(c),
    name_key: nameKeyOf(c),
    registry: c.purl?.repositoryUrl ?? (c.purl && c.purl.type !== "generic" ? c.purl.type : null),
    revision: c.purl?.version ?? c.version,
    base_ref: word(c.properties, "base_ref") ?? (ancestor ? (textOf(ancestor.purl) ?? nameOf(ancestor)) : null),
    formats: formatsOf(c),
    use: word(c.properties, "use"),
    proprietary: flagOf(c.properties, "faultline:proprietary"),
    visibility: word(c.properties, "visibility"),
    requires_remote_code: flagOf(c.properties, "faultline:requires_remote_code"),
    has_card: hasCard || !isNamedOnly(c) ? hasCard : null,
    // A card that is only referred to was not read: which sections it has is then unknown, not none.
    card_sections: hasCard && !isObject(c.record.modelCard) ? null : cardSections(c.record),
    approach: textOf(objectOf(parameters.approach).type),
    task: textOf(parameters.task),
    architecture: textOf(parameters.modelArchitecture) ?? textOf(parameters.architectureFamily),
    source_urls: referenceUrls(c.record, ["distribution", "source-distribution", "website", "vcs"]),
  };
}

export function datasetProps(c: Read): JsonObject {
  const data = listOf(c.record.data).map(objectOf);
  const urls = data.flatMap((d) => textOf(objectOf(d.contents).url) ?? []);
  const described = data
    .map((d) => textOf(d.description))
    .find((t) => t !== null && /collect|gather|crawl|scrap|recorded|sourced/i.test(t));
  const classes = data.flatMap((d) => textOf(d.classification) ?? []);
  return {
    ...sharedProps(c),
    name_key: nameKeyOf(c),
    registry: c.purl?.repositoryUrl ?? (c.purl && c.purl.type !== "generic" ? c.purl.type : null),
    revision: c.purl?.version ?? c.version,
    source_urls: [
      ...new Set([...urls, ...referenceUrls(c.record, ["distribution", "source-distribution", "website", "vcs"])]),
    ],
    collection_statement: word(c.properties, "collection_statement") ?? described?.slice(0, 1_000) ?? null,
    synthetic_share: numberOf(c.properties, "faultline:synthetic_share"),
    proprietary: flagOf(c.properties, "faultline:proprietary"),
    updated_at: word(c.properties, "updated_at"),
    use: word(c.properties, "use"),
    visibility: word(c.properties, "visibility"),
    data_classification: [...new Set(classes)],
    sensitive_data: data.flatMap((d) => listOf(d.sensitiveData).flatMap((s) => textOf(s) ?? [])).slice(0, 20),
  };
}

/** Packages, images, files and applications: one set of facts, and the type as the document wrote it. */
export function packageProps(kind: AssetKind, c: Read): JsonObject {
  return {
    ...sharedProps(c),
    component_type: c.type,
    ...(kind === "package" && c.type === "container" ? { container: true } : {}),
    ...(kind === "artifact" ? { file_name: c.name } : {}),
    ...(kind === "system" ? { use: word(c.properties, "use") } : {}),
  };
}
