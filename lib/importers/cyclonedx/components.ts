import type { AssetKind } from "@/lib/domain/asset";
import type { Json, JsonObject } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import { isObject, listOf, nameOf, objectOf, shapeOf, step, textOf } from "../json-access";
import { datasetProps, modelProps, packageProps } from "./component-props";
import { readCommon } from "./component-record";
import type { BomContext, Known, Read } from "./context";
import { genericKey, groupedName, packageSubtype } from "./keys";
import { modelSubtype, speaksOfEvaluation } from "./lineage-words";
import { linkContents } from "./nesting";
import { flagOf, governanceOwner, labelsOf } from "./properties";

const PACKAGE_TYPES = new Set([
  "library",
  "framework",
  "platform",
  "operating-system",
  "device",
  "device-driver",
  "firmware",
  "cryptographic-asset",
]);

/** Labels of the whole document hold for what it is about, not for each library it happens to list. */
const INHERITS_LABELS: readonly AssetKind[] = ["model", "dataset", "image", "infra", "system", "plugin"];

function isDataset(record: JsonObject): boolean {
  const types = listOf(record.data).map((d) => textOf(objectOf(d).type));
  return types.length === 0 || types.some((t) => t === null || t === "dataset" || t === "other");
}

function identityOf(ctx: BomContext, c: Read): { key: string; kind: AssetKind; subtype: string } {
  const sha256 = c.purl?.sha256 ?? c.digests[0] ?? null;
  const local = `${ctx.bomUrn}#${textOf(c.record["bom-ref"]) ?? c.pointer}`;
  const versioned = c.purl?.key ?? (c.version === null ? local : genericKey(c.group, c.name, c.version));
  if (c.type === "machine-learning-model") return { key: versioned, kind: "model", subtype: modelSubtype(c.variant) };
  if (c.type === "data" && isDataset(c.record)) {
    return { key: versioned, kind: "dataset", subtype: isEvaluation(c) ? "evaluation" : "unknown" };
  }
  if (c.type === "application") {
    const version = c.version === null ? "" : `@${c.version}`;
    return {
      key: c.purl?.key ?? `urn:app:${groupedName(c.group, c.name)}${version}`,
      kind: "system",
      subtype: "application",
    };
  }
  if (c.type === "container" && sha256 !== null)
    return { key: `sha256:${sha256}`, kind: "image", subtype: "container" };
  if (c.type === "file") {
    const digest = c.digests[0];
    if (digest !== undefined) return { key: `sha256:${digest}`, kind: "artifact", subtype: artifactSubtype(c.name) };
    return { key: c.purl?.key ?? local, kind: "package", subtype: "other" };
  }
  const key = c.purl?.key ?? genericKey(c.group, c.name, c.version);
  const subtype = c.type === "device-driver" ? "driver" : packageSubtype(c.purl?.type ?? null);
  return { key, kind: "package", subtype };
}

function artifactSubtype(name: string): string {
  if (/\.(bin|pt|pth|ckpt|pkl|pickle|joblib|safetensors|gguf|onnx|h5|keras|npy|npz|pb|tflite|model)$/i.test(name))
    return "weights";
  if (/\.(zip|7z|tar|tgz|gz|jar|whl)$/i.test(name)) return "archive";
  if (/\.(json|ya?ml|toml|ini|cfg)$/i.test(name)) return "config";
  if (/\.(py|js|ts|c|cc|cpp|h|java|go|rs|sh|rb)$/i.test(name)) return "code";
  if (/\.(md|txt|rst|pdf|html)$/i.test(name)) return "document";
  return "data";
}

function isEvaluation(c: Read): boolean {
  const data = listOf(c.record.data).map(objectOf);
  const words = data.flatMap((d) => [
    textOf(d.name),
    ...listOf(objectOf(d.contents).properties).map((p) => textOf(objectOf(p).value)),
  ]);
  return speaksOfEvaluation([c.name, ...words]);
}

function propsOf(kind: AssetKind, c: Read): JsonObject {
  if (kind === "model") return modelProps(c);
  if (kind === "dataset") return datasetProps(c);
  return packageProps(kind, c);
}

function addPublisher(ctx: BomContext, c: Read, key: string, kind: AssetKind): void {
  const field =
    textOf(c.record.publisher) !== null ? "publisher" : isObject(c.record.supplier) ? "supplier" : "manufacturer";
  const publisher = nameOf(c.record[field]);
  if (publisher === null || !["model", "dataset", "package", "image"].includes(kind)) return;
  const site = ctx.site(step(c.pointer, field));
  const to = ctx.builder.asset({
    key: `publisher:${publisher}`,
    kind: "identity",
    subtype: "publisher",
    name: publisher,
    class: "declared",
    props: { verified: flagOf(c.properties, "faultline:publisher_verified") },
    site,
  });
  if (to !== null) ctx.builder.edge({ from: key, relation: "published_by", to, class: "declared", site });
}

/** Reads one component: its asset, its publisher, its refs; lineage and contents wait. null when it cannot be used. */
export function readComponent(ctx: BomContext, value: Json, pointer: string, parent: Known | null): Known | null {
  if (!isObject(value)) {
    ctx.builder.drop(ctx.site(pointer), `A component is ${shapeOf(value)}, not an object.`);
    return null;
  }
  const name = textOf(value.name);
  const type = textOf(value.type);
  const known =
    type !== null &&
    (PACKAGE_TYPES.has(type) || /^(machine-learning-model|data|application|container|file)$/.test(type));
  const ref = textOf(value["bom-ref"]);
  const twin = ref === null ? undefined : ctx.refs.get(ref);
  let result: Known | null = null;
  if (twin) {
    const reason = `The bom-ref "${showText(ref ?? "", 120)}" already stands for ${twin.pointer}: this second record is not used.`;
    ctx.builder.drop(ctx.site(pointer), reason);
  } else if (name === null) ctx.builder.drop(ctx.site(pointer), "A component has no name.");
  else if (!known || type === null) {
    ctx.builder.drop(
      ctx.site(pointer),
      `"${showText(type ?? shapeOf(value.type), 60)}" is no CycloneDX component type.`,
    );
  } else result = addComponent(ctx, readCommon(ctx, value, pointer, name, type), ref);
  readComponents(ctx, value.components, step(pointer, "components"), result ?? parent);
  if (result && parent) {
    linkContents(ctx, parent, result);
  }
  return result;
}

function addComponent(ctx: BomContext, c: Read, ref: string | null): Known | null {
  const identity = identityOf(ctx, c);
  const note = (at: string, reason: string) => ctx.builder.note(ctx.site(at), reason);
  const own = labelsOf(c.properties, ctx.labels, note);
  const inherited = INHERITS_LABELS.includes(identity.kind) ? ctx.defaults : null;
  const key = ctx.builder.asset({
    ...identity,
    name: c.name,
    class: "declared",
    aliases: c.purl !== null && c.purl.key !== identity.key ? [c.purl.key] : [],
    owner: own.owner ?? governanceOwner(listOf(c.record.data)) ?? inherited?.owner ?? null,
    env: own.env ?? inherited?.env ?? null,
    data: own.data ?? inherited?.data ?? null,
    criticality: own.criticality ?? inherited?.criticality ?? null,
    props: propsOf(identity.kind, c),
    site: ctx.site(c.pointer),
  });
  if (key === null) return null;
  ctx.seen += 1;
  const known: Known = {
    key,
    kind: identity.kind,
    name: c.name,
    pointer: c.pointer,
    variant: c.variant,
    evaluation: identity.kind === "dataset" && isEvaluation(c),
    autoPull: flagOf(c.properties, "faultline:auto_pull"),
  };
  if (ref !== null) ctx.refs.set(ref, known);
  const index = nameIndex(identity.kind, c.group, c.name);
  ctx.byName.set(index, ctx.byName.has(index) ? null : known);
  addPublisher(ctx, c, key, identity.kind);
  ctx.lineage.push({ component: c, known });
  return known;
}

export function nameIndex(kind: AssetKind, group: string | null, name: string): string {
  return JSON.stringify([kind, group, name]);
}

/** Reads a list of components; anything else in its place is set aside. */
export function readComponents(ctx: BomContext, value: Json | undefined, pointer: string, parent: Known | null): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    ctx.builder.drop(ctx.site(pointer), `components is ${shapeOf(value)}, not a list.`);
    return;
  }
  value.forEach((entry, i) => {
    readComponent(ctx, entry, step(pointer, i), parent);
  });
}
