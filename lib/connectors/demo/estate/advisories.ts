type Rating = { method: string; score: number; severity: string };
/** One entry of a document's vulnerabilities. */
export type Advisory = {
  "bom-ref": string;
  id: string;
  source: { name: string; url: string };
  ratings: Rating[];
  description: string;
  analysis?: { state: string; justification?: string; detail: string };
  affects: { ref: string; versions?: { version: string; status: string }[] }[];
};

/** Ratings as the records of the vulnerabilities state them; the demo states no exploitation where none is on record. */
export const OLLAMA_ADVISORIES: Advisory[] = [
  {
    "bom-ref": "vuln-ollama",
    id: "CVE-2026-7482",
    source: { name: "CVE", url: "https://www.cve.org/CVERecord?id=CVE-2026-7482" },
    ratings: [
      { method: "CVSSv4", score: 8.8, severity: "high" },
      { method: "CVSSv31", score: 9.1, severity: "critical" },
    ],
    description: "Weakness of the Ollama server in versions up to the one that runs here.",
    affects: [{ ref: "lib-ollama", versions: [{ version: "0.15.4", status: "affected" }] }],
  },
];

/** Two answered vulnerabilities: one fixed in the version that runs, one whose code is not present. */
export const LIBRARY_ADVISORIES: Advisory[] = [
  {
    "bom-ref": "vuln-langchain-core",
    id: "CVE-2025-68664",
    source: { name: "CVE", url: "https://www.cve.org/CVERecord?id=CVE-2025-68664" },
    ratings: [{ method: "CVSSv31", score: 9.3, severity: "critical" }],
    description: "Serialisation weakness of langchain-core; 0.3.81 is the corrected version of its line.",
    analysis: { state: "resolved", detail: "The image holds the corrected version." },
    affects: [{ ref: "lib-langchain-core" }],
  },
  {
    "bom-ref": "vuln-torch",
    id: "CVE-2025-32434",
    source: { name: "CVE", url: "https://www.cve.org/CVERecord?id=CVE-2025-32434" },
    ratings: [{ method: "CVSSv4", score: 9.3, severity: "critical" }],
    description: "torch.load with weights_only could run code before torch 2.6.0.",
    analysis: {
      state: "not_affected",
      justification: "code_not_present",
      detail: "torch 2.7.1 does not hold the weak code.",
    },
    affects: [{ ref: "lib-torch" }],
  },
];
