import type { ModelSpec } from "./model-spec";
import { standInCommit } from "./runs";

const STUDIES = [
  "rs-lapse-study",
  "rs-hail-nowcast",
  "rs-fraud-graph",
  "rs-notes-topics",
  "rs-rate-fairness",
  "rs-call-summaries",
];

/** Six studies that only an old export names: no bytes, cards at an address only, nothing that runs them. */
export function researchModels(): ModelSpec[] {
  return STUDIES.map((name) => ({
    ref: name,
    name,
    group: "larkmoor-research",
    version: standInCommit(name),
    purl: `pkg:generic/larkmoor-research/${name}@${standInCommit(name)}`,
    license: "LicenseRef-Proprietary",
    tags: { owner: "Pricing & Health", env: "research", data: 1, crit: 0 },
    visibility: "private",
    proprietary: true,
    card: true,
  }));
}
