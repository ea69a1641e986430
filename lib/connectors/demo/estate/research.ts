import { RESEARCH_DATASET } from "./datasets";
import type { ModelSpec } from "./model-spec";
import { standInCommit } from "./runs";

const STUDIES: [name: string, task: string][] = [
  ["rs-lapse-study", "survival analysis"],
  ["rs-hail-nowcast", "image regression"],
  ["rs-fraud-graph", "link prediction"],
  ["rs-notes-topics", "topic modelling"],
  ["rs-rate-fairness", "tabular regression"],
  ["rs-call-summaries", "summarisation"],
];

/** Six studies that only an old export names: no bytes, complete cards, nothing that runs them. */
export function researchModels(): ModelSpec[] {
  return STUDIES.map(([name, task]) => ({
    ref: name,
    name,
    group: "larkmoor-research",
    version: standInCommit(name),
    purl: `pkg:generic/larkmoor-research/${name}@${standInCommit(name)}`,
    license: "LicenseRef-Proprietary",
    tags: { owner: "Pricing & Health", env: "research", data: 1, crit: 0 },
    visibility: "private",
    proprietary: true,
    use: "research",
    relation: "finetune",
    bases: ["FacebookAI/roberta-base"],
    study: { task, datasets: [RESEARCH_DATASET.ref] },
  }));
}
