import { hash } from "node:crypto";
import { inRun, type ModelSpec, readmeText } from "./model-spec";
import { ownModels } from "./own-models";
import { publicModels } from "./public-models";
import { researchModels } from "./research";
import type { RunNumber } from "./runs";

/** Every model of one run, by its ref in the bills of materials. */
export function estateModels(run: RunNumber): Map<string, ModelSpec> {
  const all = [...publicModels(), ...ownModels(), ...researchModels()].filter((m) => inRun(m, run));
  return new Map(all.map((m) => [m.ref, m]));
}

/** Files that hold weights; settings and cards beside them are no part of a model's digests. */
function isWeights(name: string): boolean {
  return name !== "adapter_config.json";
}

type ModelFolders = { files: Map<string, Buffer>; weightDigests: Map<string, string[]> };

/** Path under `models/` and bytes of every model folder, and the sha256 of the weights of each folder. */
export function modelFolders(models: ReadonlyMap<string, ModelSpec>): ModelFolders {
  const files = new Map<string, Buffer>();
  const weightDigests = new Map<string, string[]>();
  for (const { folder, files: own = [], readme, name } of models.values()) {
    if (folder === undefined) continue;
    for (const file of own) files.set(`${folder}/${file.name}`, file.bytes);
    if (readme) files.set(`${folder}/README.md`, Buffer.from(readmeText(name, readme)));
    weightDigests.set(
      folder,
      own.filter((f) => isWeights(f.name)).map((f) => hash("sha256", f.bytes, "hex")),
    );
  }
  return { files, weightDigests };
}
