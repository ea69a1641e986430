import { type RunNumber, standInCommit, type Tags } from "./runs";

/** One dataset of the estate. Absent origin fields are the point of some of them. */
export type DatasetSpec = {
  ref: string;
  name: string;
  version: string;
  tags: Tags;
  license: string | null;
  description: string | null;
  urls: string[];
  publisher: string | null;
  runs?: readonly RunNumber[];
};

const INTERNAL = "LicenseRef-Proprietary";

function dataset(
  name: string,
  owner: string,
  levels: [data: number, crit: number],
  description: string | null,
  more: Partial<DatasetSpec> = {},
): DatasetSpec {
  const [data, crit] = levels;
  return {
    ref: name,
    name,
    version: standInCommit(name),
    tags: { owner, env: "prod", data, crit },
    license: INTERNAL,
    description,
    urls: [],
    publisher: "Larkmoor Mutual",
    ...more,
  };
}

/** Every dataset of the estate that a bill of materials names. */
export const DATASETS: DatasetSpec[] = [
  dataset("claims-notes-deid", "Data Platform", [3, 2], "Adjusters' notes of 2023-2026 after de-identification."),
  dataset("claims-q3-deid", "Data Platform", [3, 2], "Claims of the third quarter of 2026 after de-identification.", {
    runs: [2],
  }),
  dataset(
    "repair-invoices-2026",
    "Claims AI",
    [3, 3],
    "Invoices of repair shops, taken from the claims intake bucket.",
  ),
  dataset("health-notes-2026", "Pricing & Health", [4, 4], "Medical notes of health claims, approved use on record."),
  // No address, no publisher, no word on how it was gathered: DATA-003.
  dataset("market-quotes-2019", "Pricing & Health", [1, 3], null, { publisher: null }),
  dataset("fnol-transcripts", "Conversation", [3, 3], "Transcripts of first-notice calls of members."),
  dataset("fern-synthetic-dialogues", "Conversation", [1, 3], "Dialogues written by a model, checked by the team."),
  dataset("damage-photos-2026", "Documents", [2, 3], "Photos of damaged cars from the claims intake bucket."),
  // Sources are named, the licence is not: DATA-004 and not DATA-003.
  dataset("road-damage-scrape", "Documents", [0, 3], "Pictures of road damage gathered from two public sites.", {
    license: null,
    urls: ["https://potholes.example/gallery", "https://roads.example/reports"],
    publisher: null,
  }),
  dataset("intake-forms-2025", "Documents", [3, 2], "Scanned intake forms with their layout drawn by hand."),
];

/** What the studies of the research export were trained on. */
export const RESEARCH_DATASET: DatasetSpec = {
  ...dataset("rs-policies-2018", "Pricing & Health", [1, 0], "Policies of 2018 without names, drawn for research."),
  tags: { owner: "Pricing & Health", env: "research", data: 1, crit: 0 },
};
