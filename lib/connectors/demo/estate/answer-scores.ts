/** The score of one risk of the nine rules, per run; null = the risk does not exist in that run. */
export type ExpectedScore = {
  rule: string;
  /** Name of the asset that the risk is known by. */
  subject: string;
  severity: string;
  run1: number | null;
  run2: number | null;
  /** What the estate's design says for all sources together, where that differs, and why it differs here. */
  design?: { run1: number | null; run2: number | null; reason: string };
};

const UNLABELLED =
  "Configurations of assistants carry no labels and no agent that would count as downstream: data and business level are unknown (2), blast radius 0.";

/**
 * What the nine rules must find in each run, with the score each must have. A finding on a file is known by the name of
 * a model that holds it.
 */
export const EXPECTED_SCORES: ExpectedScore[] = [
  { rule: "DATA-003", subject: "market-quotes-2019", severity: "high", run1: 38.6, run2: 38.6 },
  { rule: "DATA-004", subject: "road-damage-scrape", severity: "medium", run1: 30, run2: 30 },
  {
    rule: "INFRA-008",
    subject: "ollama-demo-1",
    severity: "high",
    run1: 50.6,
    run2: 50.6,
  },
  {
    rule: "MODEL-001",
    subject: "claim-severity-base",
    severity: "critical",
    run1: 69.9,
    run2: 85,
    design: {
      run1: 69.9,
      run2: 90,
      reason: "No import of a second engine's result in this cut, so the verdict stays high and is not confirmed.",
    },
  },
  {
    rule: "MODEL-003",
    subject: "claim-severity-v3",
    severity: "high",
    run1: null,
    run2: 53.3,
  },
  {
    rule: "MODEL-003",
    subject: "policy-ner",
    severity: "high",
    run1: 47.2,
    run2: 47.2,
  },
  {
    rule: "MODEL-003",
    subject: "motor-freq",
    severity: "medium",
    run1: 30,
    run2: 30,
    design: {
      run1: 30,
      run2: null,
      reason: "Its acceptance (ticket T-03) is a person's act and no document's: here it stays open.",
    },
  },
  { rule: "MODEL-017", subject: "fern-tone-lora", severity: "medium", run1: 31.1, run2: 31.1 },
  { rule: "MODEL-017", subject: "adjuster-letters-lora", severity: "medium", run1: 30, run2: 30 },
  {
    rule: "MODEL-017",
    subject: "telematics-trt",
    severity: "medium",
    run1: 28.5,
    run2: 28.5,
    design: {
      run1: null,
      run2: null,
      reason:
        "The design lists two cases; the rule's own condition, a deployed quantised model that names no base, holds here too.",
    },
  },
  { rule: "MODEL-018", subject: "doc-layout-ft", severity: "medium", run1: 29.5, run2: 29.5 },
  { rule: "MODEL-019", subject: "claim-severity-v3", severity: "low", run1: null, run2: 25.5 },
  { rule: "MODEL-019", subject: "fern-tone-lora", severity: "low", run1: 19.1, run2: 19.1 },
  { rule: "MODEL-019", subject: "home-pricing-xgb", severity: "low", run1: 18.2, run2: 18.2 },
  { rule: "MODEL-019", subject: "quote-intent", severity: "low", run1: 18.2, run2: 18.2 },
  { rule: "MODEL-019", subject: "telematics-trt", severity: "low", run1: 17.5, run2: 17.5 },
  ...(["webgrab", "sheetbridge"] as const).map((subject) => ({
    rule: "PLUGIN-005",
    subject,
    severity: "medium",
    run1: 40.8,
    run2: 40.8,
    design: { run1: 38.5, run2: 38.5, reason: UNLABELLED },
  })),
  {
    rule: "PLUGIN-005",
    subject: "ledgerlink",
    severity: "medium",
    run1: 40.8,
    run2: 40.8,
    design: {
      run1: 57.2,
      run2: 57.2,
      reason: `${UNLABELLED} Nor does a document here say what the laptop's identity can reach, so it is medium and not high.`,
    },
  },
];

/** Posture of the risks above, in the order data, model, plugin, infrastructure, overall. */
export const EXPECTED_POSTURE = {
  run1: { data: 99.9, model: 95.7, plugin: 99.1, infrastructure: 99.7, overall: 94.6 },
  run2: { data: 99.9, model: 86.8, plugin: 99.1, infrastructure: 99.7, overall: 85.7 },
  design: {
    run1: { data: 99.9, model: 95.8, plugin: 99.6, infrastructure: 99.7, overall: 95.1 },
    run2: { data: 99.9, model: 45, plugin: 99.6, infrastructure: 99.7, overall: 44.3 },
    reason:
      "MODEL-001 is not confirmed without the second engine, motor-freq is not accepted, and the three plugin risks carry unknown levels.",
  },
};

/** Cases that must stay silent, by rule, with the names they are about. */
export const MUST_NOT: { rule: string; subjects: string[]; why: string }[] = [
  { rule: "DATA-003", subjects: ["road-damage-scrape"], why: "its sources are named" },
  { rule: "DATA-004", subjects: ["market-quotes-2019"], why: "its licence is stated" },
  {
    rule: "MODEL-001",
    subjects: ["policy-ner", "motor-freq", "claim-severity-health-ft"],
    why: "benign imports, or other bytes than the bad file",
  },
  { rule: "MODEL-018", subjects: ["damage-vision-12"], why: "the data's licence is unknown, not conflicting" },
  { rule: "PLUGIN-005", subjects: ["deskfiles", "memopad", "sahl", "tabscrape", "shipyard"], why: "pinned" },
  {
    rule: "INFRA-008",
    subjects: ["claim-severity", "claim-severity-motor", "adjuster-copilot"],
    why: "their torch is stated as not affected with its reason, their langchain-core as resolved",
  },
];

/** Assets without files and advisories, and files that hold weights, as the readers of this cut see them. */
export const EXPECTED_COUNTS = {
  run1: { assets: 110, modelFiles: 30 },
  run2: { assets: 117, modelFiles: 31 },
};
