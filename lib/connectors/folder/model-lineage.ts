import { PackageURL } from "packageurl-js";
import type { FactSite } from "@/lib/domain/inventory";
import type { BatchBuilder } from "@/lib/importers/batch-builder";
import type { ModelDocuments } from "./model-directories";

const RELATIONS: Record<string, string> = {
  adapter: "adapter",
  finetune: "finetune",
  quantized: "quantize",
  quantize: "quantize",
  merge: "merge",
  distill: "distill",
};

/** Resolves `./base`, `../base` and `base` against a directory of the folder; null when it leads out of it. */
function joinPath(directory: string, ref: string): string | null {
  const steps = ref.startsWith("/") ? [] : directory.split("/").filter((s) => s !== "");
  for (const part of ref.split("/")) {
    if (part === "..") {
      if (steps.pop() === undefined) return null;
    } else if (part !== "." && part !== "") steps.push(part);
  }
  return steps.join("/");
}

function hubKey(ref: string, dataset: boolean): string | null {
  const match = /^(?:([\w.-]{1,100})\/)?([\w.-]{1,100})$/.exec(ref);
  const name = match?.[2];
  if (name === undefined || name === "." || name === "..") return null;
  const namespace = dataset ? ["datasets", ...(match?.[1] ? [match[1]] : [])].join("/") : match?.[1];
  return new PackageURL("huggingface", namespace, name, undefined, undefined, undefined).toString();
}

function baseKey(
  builder: BatchBuilder,
  ref: string,
  directory: string,
  models: Map<string, string>,
  site: FactSite,
): string | null {
  for (const candidate of [joinPath(directory, ref), joinPath("", ref)]) {
    const local = candidate === null || candidate === directory ? undefined : models.get(candidate);
    if (local !== undefined) return local;
  }
  const key = hubKey(ref, false);
  if (key === null) return null;
  const props = { name_key: key, registry: "huggingface", revision: null, by_reference: true };
  return builder.asset({ key, kind: "model", subtype: "unknown", name: ref, class: "declared", props, site });
}

/**
 * Draws what a model's documents say of its making: adapter_config.json is what the loader follows and counts as seen,
 * the card is a claim. `models` maps directories of the folder to keys.
 */
export function addLineage(
  builder: BatchBuilder,
  model: { key: string; directory: string },
  documents: ModelDocuments,
  models: Map<string, string>,
): void {
  const { adapter, card } = documents;
  const link = (ref: string, variant: string, seen: "observed" | "declared", site: FactSite) => {
    const to = baseKey(builder, ref, model.directory, models, site);
    if (to === null) {
      builder.note(
        site,
        `The base model "${ref.slice(0, 120)}" is neither in this folder nor a name of the hub's form.`,
      );
    } else builder.edge({ from: model.key, relation: "derived_from", variant, to, class: seen, props: { ref }, site });
  };
  if (adapter?.base) link(adapter.base, "adapter", "observed", adapter.site);
  if (!card) return;
  const variant = RELATIONS[card.value.baseRelation?.toLowerCase() ?? ""] ?? (adapter ? "adapter" : "unknown");
  const bases = card.value.baseModels.filter((ref) => ref !== adapter?.base);
  for (const ref of bases)
    link(ref, bases.length > 1 && variant === "unknown" ? "merge" : variant, "declared", card.site);
  for (const ref of card.value.datasets) {
    const key = hubKey(ref, true);
    if (key === null) continue;
    const props = { name_key: key, registry: "huggingface", revision: null, license: null, by_reference: true };
    const { site } = card;
    const to = builder.asset({ key, kind: "dataset", subtype: "unknown", name: ref, class: "declared", props, site });
    if (to !== null)
      builder.edge({ from: model.key, relation: "trained_on", to, class: "declared", props: { ref }, site });
  }
}
