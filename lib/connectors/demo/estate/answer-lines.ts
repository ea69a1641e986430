import { EXPECTED_SCORES } from "./answer-scores";

/** One line of the estate's key in this cut: what can be checked here, or why it is skipped. */
type KeyLine =
  | { id: string; state: "holds" | "in_part"; statement: string; here: string }
  | { id: string; state: "skipped"; statement: string; reason: string };

const NO_PATHS = "No attack path is part of the eight first rules.";
const NO_CLOUD = "No cloud, cluster, registry or repository source in this cut.";
const NO_PEOPLE = "Tickets and acceptances are people's acts and stand in no document.";

function skipped(reason: string, lines: Record<string, string>): KeyLine[] {
  return Object.entries(lines).map(([id, statement]) => ({ id, state: "skipped", statement, reason }));
}

function open(run: "run1" | "run2"): number {
  return EXPECTED_SCORES.filter((s) => s[run] !== null).length;
}

const HELD: KeyLine[] = [
  {
    id: "K07",
    state: "in_part",
    statement: "Open findings and risks",
    here: `${open("run1")} risks in run 1 and ${open("run2")} in run 2: the design's 14 and 15, and motor-freq, which is not accepted here.`,
  },
  {
    id: "K12",
    state: "holds",
    statement: "vertex-pellwood denied, 0 assets, nothing closed",
    here: "Scope vertex-pellwood in scopes.json of both runs.",
  },
  {
    id: "K14",
    state: "in_part",
    statement: "mlflow failed in run 2; research-export stale, 45 days",
    here: "research-export is partial with its age, 38 and 45 days at the runs; there is no MLflow source.",
  },
  {
    id: "K17",
    state: "holds",
    statement: "posix.system at REDUCE in claim_severity/data.pkl, offset as here",
    here: "badFile",
  },
  {
    id: "K18",
    state: "in_part",
    statement: "The bad file has its places and is one finding",
    here: "The mirror of the hub and claim-severity-v3 hold it, two workloads and the lab load it; the bucket is not seen.",
  },
  {
    id: "K19",
    state: "in_part",
    statement: "Its history: 69.9 in run 1, 90.0 in run 2",
    here: "69.9, then 85.0: it now runs. The second engine is not imported.",
  },
  {
    id: "K21",
    state: "holds",
    statement: "claim-severity-v3 is a verified copy of quillstone's model; claim-severity-health-ft has no finding",
    here: "Edge derived_from copy, class verified, made by equal bytes.",
  },
  {
    id: "K40",
    state: "holds",
    statement: "adjuster-letters-lora shows both bases and both pointers",
    here: "MODEL-017 names both bases with the card's line and adapter_config's pointer as evidence.",
  },
  {
    id: "K41",
    state: "in_part",
    statement: "Recall of the bad commit: 2 models, 3 workloads, 1 agent",
    here: "2 models, 3 services and adjuster-copilot, which a bill of materials can only call a service.",
  },
  {
    id: "K43",
    state: "in_part",
    statement: "telematics-trt says not scanned, not clean",
    here: "Its engine files are opaque; call-tone is not part of this cut.",
  },
  {
    id: "K51",
    state: "holds",
    statement: "No secret value anywhere",
    here: "The documents hold none.",
  },
  {
    id: "K52",
    state: "holds",
    statement: "Loading twice writes nothing the second time; removing leaves no asset",
    here: "Keys, digests and times follow from the documents alone.",
  },
];

/** Every line of the key, held, held in part, or skipped aloud. */
export const KEY_LINES: KeyLine[] = [
  ...HELD,
  ...skipped("This cut holds the assets that files and bills of materials can say; counts of §3 need every source.", {
    K01: "423 assets, 408 a week before",
    K02: "Counts by kind",
    K08: "56 assets carry an open finding",
    K09: "11 assets without owner",
    K10: "399 of 423 assets confirmed by run 2",
    K11: "302 of 312 model files parsed",
  }),
  ...skipped("Posture and verdict of all 90 rules and 20 paths; the figures of the nine rules stand under posture.", {
    K03: "Verdict sentence and five decisions",
    K04: "Posture 16.6 overall in run 2",
    K05: "Posture 9.1 overall in run 1",
    K06: "Movement +7.6",
    K49: "58 rules fail in run 2",
  }),
  ...skipped("No importer of a second engine's result.", {
    K16: "MODEL-001 90.0 Critical under guard G2",
    K20: "Replay of it prints 90.0 twice",
  }),
  ...skipped(NO_CLOUD, {
    K13: "aws-dev s3 denied in run 2",
    K15: "bedrock-agent in eu-central-1 denied",
    K27: "INFRA-023 on pr-preview",
    K28: "INFRA-027 is high",
    K37: "fern-q4 on the hub and on ollama-demo-1 is one asset",
    K38: "CVE-2026-42208 on two gateways",
  }),
  ...skipped("Its rule is not among the eight first.", {
    K29: "PLUGIN-010 on adjuster-copilot",
    K30: "INFRA-022 with its credit",
    K31: "lookup_invoice and its hidden code points",
    K32: "PLUGIN-001, -002, -004 in one ticket",
    K34: "DATA-009 on repair-invoices-2026",
    K35: "DATA-010 group at fern-q4",
    K39: "MODEL-014 and AP-02",
    K42: "fern-tone-lora in the unknown list of fnol-transcripts",
  }),
  ...skipped(NO_PATHS, {
    K22: "AP-19 hop by hop",
    K23: "What-if of hop limit 1",
    K24: "AP-13 in run 2 only",
    K25: "AP-01 91.0",
    K26: "AP-20 and AP-04",
    K33: "AP-09 through wks-ml-07",
    K36: "AP-07 ends at fern-q4",
    K50: "The nine silent paths",
  }),
  ...skipped(NO_PEOPLE, {
    K44: "14 tickets by state",
    K45: "T-01 before and after",
    K46: "T-02 says what is still there",
    K47: "T-03 accepted",
    K48: "Exactly one risk overdue",
  }),
].sort((a, b) => (a.id < b.id ? -1 : 1));
