import type { Json, JsonObject } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import { isObject, listOf, objectOf, shapeOf, step, textOf, versionOf } from "../json-access";
import { nameIndex, readComponent } from "./components";
import type { BomContext, Known, Read } from "./context";
import { speaksOfEvaluation, variantOfText } from "./lineage-words";
import { governanceOwner } from "./properties";

type Place = "ancestors" | "descendants" | "variants";

/** What is written about a model's making: pedigree, and the datasets of its card. Runs once all records are known. */
export function linkLineage(ctx: BomContext, c: Read, known: Known): void {
  const pedigree = objectOf(c.record.pedigree);
  for (const place of ["ancestors", "descendants", "variants"] as const) {
    const at = step(step(c.pointer, "pedigree"), place);
    listOf(pedigree[place]).forEach((entry, i) => {
      linkRelative(ctx, known, place, entry, step(at, i));
    });
  }
  if (known.kind !== "model") return;
  const at = `${c.pointer}/modelCard/modelParameters/datasets`;
  const parameters = objectOf(objectOf(c.record.modelCard).modelParameters);
  listOf(parameters.datasets).forEach((entry, i) => {
    linkDataset(ctx, known, entry, step(at, i), c);
  });
}

/** A relative that is written out again, or only named, where the same document already holds it. */
function alreadyRead(ctx: BomContext, known: Known, entry: JsonObject): Known | null {
  const ref = textOf(entry["bom-ref"]);
  const byRef = ref === null ? undefined : ctx.refs.get(ref);
  if (byRef) return byRef;
  const name = textOf(entry.name);
  if (name === null || textOf(entry.purl) !== null || versionOf(entry.version) !== null) return null;
  return ctx.byName.get(nameIndex(known.kind, textOf(entry.group), name)) ?? null;
}

function linkRelative(ctx: BomContext, known: Known, place: Place, entry: Json, pointer: string): void {
  if (!isObject(entry)) {
    ctx.builder.drop(ctx.site(pointer), `A relative in the pedigree is ${shapeOf(entry)}, not an object.`);
    return;
  }
  if (known.kind !== "model" && known.kind !== "dataset") {
    const reason = `The pedigree of a ${known.kind} is not kept: lineage is drawn between models and between datasets.`;
    ctx.builder.note(ctx.site(pointer), reason);
    return;
  }
  const relative = alreadyRead(ctx, known, entry) ?? readComponent(ctx, entry, pointer, null);
  if (relative === null) return;
  const [from, to] = place === "descendants" ? [relative, known] : [known, relative];
  if (from.key === to.key) {
    ctx.builder.note(ctx.site(pointer), `"${showText(known.name, 80)}" names itself as its own relative.`);
    return;
  }
  const told = from.variant ?? variantOfText(textOf(objectOf(entry.pedigree).notes));
  const variant = from.kind === "dataset" && told !== "copy" && told !== "convert" ? "unknown" : (told ?? "unknown");
  ctx.builder.edge({
    from: from.key,
    relation: "derived_from",
    variant,
    to: to.key,
    // A variant is kin whose direction the document leaves open.
    class: place === "variants" ? "inferred" : "declared",
    props: { pedigree: place },
    site: ctx.site(pointer),
  });
}

function linkDataset(ctx: BomContext, known: Known, entry: Json, pointer: string, c: Read): void {
  if (!isObject(entry)) {
    ctx.builder.drop(ctx.site(pointer), `A dataset of the model card is ${shapeOf(entry)}, not an object.`);
    return;
  }
  const ref = textOf(entry.ref);
  const target = ref === null ? inlineDataset(ctx, entry, pointer, c) : ctx.refs.get(ref);
  if (target === undefined) {
    const reason = `The model card names the dataset "${showText(ref ?? "", 120)}", which this document does not hold.`;
    ctx.builder.note(ctx.site(step(pointer, "ref")), reason);
    return;
  }
  const relation = target.evaluation ? "evaluated_on" : "trained_on";
  ctx.builder.edge({ from: known.key, relation, to: target.key, class: "declared", site: ctx.site(pointer) });
}

/** A dataset written inside a model card. Its key is its URL where it has one: two cards that name it then agree. */
function inlineDataset(ctx: BomContext, entry: JsonObject, pointer: string, c: Read): Known | undefined {
  const url = textOf(objectOf(entry.contents).url);
  const web = url !== null && /^https?:\/\//i.test(url) ? url : null;
  const ref = textOf(entry["bom-ref"]);
  const twin = ref === null ? undefined : ctx.refs.get(ref);
  if (twin) return twin;
  const name = textOf(entry.name) ?? web ?? `dataset of ${c.name}`;
  const evaluation = speaksOfEvaluation([textOf(entry.name), textOf(entry.description)]);
  const key = ctx.builder.asset({
    key: web ?? `${ctx.bomUrn}#${ref ?? pointer}`,
    kind: "dataset",
    subtype: evaluation ? "evaluation" : "unknown",
    name,
    class: "declared",
    owner: governanceOwner([entry]),
    props: {
      license: null,
      source_urls: url === null ? [] : [url],
      description: textOf(entry.description)?.slice(0, 1_000) ?? null,
      data_classification: textOf(entry.classification) === null ? [] : [textOf(entry.classification)],
    },
    site: ctx.site(pointer),
  });
  if (key === null) return undefined;
  const known: Known = { key, kind: "dataset", name, pointer, variant: null, evaluation, autoPull: null };
  if (ref !== null) ctx.refs.set(ref, known);
  ctx.seen += 1;
  return known;
}
