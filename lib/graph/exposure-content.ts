import { origins, targets } from "./build-graph";
import { type ExposureLevel, type ExposureView, level, quarantined, unknown } from "./exposure-view";
import type { GraphAsset } from "./graph";
import { filesOf, maliciousRunning, runState } from "./predicates";
import { flagProp, textProp } from "./props";

function isPublicModel(model: GraphAsset): boolean {
  return textProp(model, "visibility") === "public";
}

/** A reference into a hub that anyone can publish to, unless the record says the repository is private. */
function fromPublicRegistry(model: GraphAsset): boolean {
  return model.key.startsWith("pkg:huggingface/") && textProp(model, "visibility") !== "private";
}

function autoPulled(model: GraphAsset, view: ExposureView): boolean {
  if (!fromPublicRegistry(model)) return false;
  return (
    flagProp(model, "auto_pull") === true ||
    view.graph.in(model.id, "loads").some((e) => flagProp(e, "auto_pull") === true)
  );
}

function sharesFateWithOthers(loaders: readonly GraphAsset[], own: string | null): boolean {
  const groups = new Set(loaders.flatMap((l) => textProp(l, "isolation_group") ?? []));
  if (own !== null) groups.add(own);
  return groups.size > 1;
}

function loadedLevel(asset: GraphAsset, view: ExposureView): ExposureLevel | null {
  const loaders = view.loaders(asset).filter((l) => l.kind !== "infra" || runState(l) !== "no");
  const machine = loaders.find((l) => l.subtype === "workstation" || l.subtype === "runner");
  if (machine) return level("X3", `Loaded on a ${machine.subtype}.`, machine);
  if (sharesFateWithOthers(loaders, textProp(asset, "isolation_group")))
    return level("X3", "Loaded by more than one isolation group.", loaders[0] ?? null);
  const first = loaders[0];
  if (first) return level("X2", "Loaded inside.", first);
  return null;
}

function storedLevel(asset: GraphAsset, view: ExposureView, stored: boolean): ExposureLevel {
  if (!stored) return unknown("no source says where it is stored or who loads it");
  if (!view.loadersCollected) return unknown("it is stored, but no source reports what loads models");
  return level("X1", "Stored; nothing loads it.", asset);
}

export function modelExposure(model: GraphAsset, view: ExposureView): ExposureLevel {
  if (quarantined(model)) return level("X0", "Quarantined.", model);
  const files = filesOf(view.graph, model);
  const bad = files.find((f) => maliciousRunning(view.graph, f));
  if (bad) return level("X5", "It holds a malicious file that running infrastructure loads.", bad);
  if (isPublicModel(model)) return level("X4", "Public: anyone can read it, and its publisher can change it.", model);
  if (autoPulled(model, view)) return level("X4", "Pulled automatically from a public registry.", model);
  const stored = files.length > 0 || view.graph.out(model.id, "stored_in").length > 0;
  return loadedLevel(model, view) ?? storedLevel(model, view, stored);
}

export function artifactExposure(file: GraphAsset, view: ExposureView): ExposureLevel {
  if (quarantined(file)) return level("X0", "Quarantined.", file);
  if (maliciousRunning(view.graph, file))
    return level("X5", "Malicious, and running infrastructure loads it.", view.loaders(file)[0] ?? file);
  const holders = origins(view.graph, file.id, "contains").filter((h) => h.open);
  const models = holders.filter((h) => h.kind === "model");
  if (models.length > 0 && models.every(quarantined))
    return level("X0", "Every model that contains it is quarantined.", models[0] ?? null);
  const published = models.find(isPublicModel);
  if (published) return level("X4", "Part of a public model.", published);
  const pulled = models.find((m) => autoPulled(m, view));
  if (pulled) return level("X4", "Part of a model that is pulled automatically from a public registry.", pulled);
  const stored = holders.length > 0 || view.graph.out(file.id, "stored_in").length > 0;
  return loadedLevel(file, view) ?? storedLevel(file, view, stored);
}

const USES_OF_DATA = ["trained_on", "evaluated_on", "uses", "ingests"] as const;

export function datasetExposure(dataset: GraphAsset, { graph }: ExposureView): ExposureLevel {
  if (quarantined(dataset)) return level("X0", "Quarantined.", dataset);
  const stores = targets(graph, dataset.id, "stored_in");
  const places = [dataset, ...stores];
  const open = places.find((p) => flagProp(p, "public_read") === true || flagProp(p, "public_write") === true);
  if (open) return level("X5", "Its store can be read or written by anyone.", open);
  if (textProp(dataset, "visibility") === "public") {
    if (flagProp(dataset, "gated") === true) return level("X4", "Public behind a gate.", dataset);
    return level("X5", "Public: anyone can read it.", dataset);
  }
  const grants = places.flatMap((p) => origins(graph, p.id, "can_access")).filter((i) => i.open);
  const anyone = grants.find((i) => i.subtype === "public");
  if (anyone) return level("X5", "A grant lets everyone at it.", anyone);
  const external = grants.find((i) => i.subtype === "external");
  if (external) return level("X3", "Another organisation's account can read or write it.", external);
  const user = USES_OF_DATA.flatMap((r) => origins(graph, dataset.id, r)).find((u) => u.open);
  if (user) return level("X2", "Used inside.", user);
  if (stores.length > 0) return level("X1", "Stored; feeds nothing.", dataset);
  return unknown("no source says where it is stored or what uses it");
}
