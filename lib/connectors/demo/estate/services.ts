import type { RunNumber, Tags } from "./runs";

/** A library as an inventory of the running image lists it. */
export type LibrarySpec = { ref: string; name: string; version: string; purl: string; license: string };

/** Something that runs: what it loads and calls, and who can reach it. */
export type ServiceSpec = {
  ref: string;
  name: string;
  group: string;
  tags: Tags;
  endpoints: string[];
  authenticated?: boolean;
  exposure: "internet" | "internal";
  loads?: string[];
  uses?: string[];
  runs?: readonly RunNumber[];
};

function service(group: string, name: string, tags: Tags, more: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    ref: `svc-${name}`,
    name,
    group,
    tags,
    endpoints: [`https://${name}.${group}.larkmoor.example`],
    authenticated: true,
    exposure: "internal",
    ...more,
  };
}

function prod(owner: string, data: number, crit: number): Tags {
  return { owner, env: "prod", data, crit };
}

const CLAIMS = "Claims AI";
const PRICING = "Pricing & Health";
const CONVERSATION = "Conversation";
const DOCUMENTS = "Documents";

export const CLAIMS_SERVICES: ServiceSpec[] = [
  service("claims", "claim-severity", prod(CLAIMS, 3, 3), {
    loads: ["claim-severity-v3"],
    uses: ["lib-torch"],
    runs: [2],
  }),
  service("claims", "claim-severity-motor", prod(CLAIMS, 3, 3), {
    loads: ["claim-severity-v3", "claim-severity-motor-lora"],
    uses: ["lib-torch"],
    runs: [2],
  }),
  service(
    "sandbox",
    "quarantine-lab",
    { owner: "Security", env: "lab", data: 0, crit: 0 },
    { loads: ["claim-severity-v3"], runs: [2] },
  ),
  service("claims", "adjuster-llm", prod(CLAIMS, 3, 2), {
    loads: ["adjuster-merged-1-gptq", "adjuster-letters-lora"],
    uses: ["lib-vllm"],
  }),
  service("claims", "invoice-check", prod(CLAIMS, 2, 3), { loads: ["invoice-check"] }),
  // How sensitive its data are follows from stores that no document here names: left unlabelled.
  service(
    "claims",
    "adjuster-copilot",
    { owner: CLAIMS, env: "prod", crit: 2 },
    { uses: ["svc-adjuster-llm", "svc-invoice-check", "svc-claim-severity", "lib-langchain-core"] },
  ),
];

export const PRICING_SERVICES: ServiceSpec[] = [
  service("health", "health-underwriting", prod(PRICING, 4, 4), { loads: ["health-uw-ft"], uses: ["lib-vllm"] }),
  service("pricing", "motor-rate", prod(PRICING, 2, 3), { loads: ["motor-freq"], uses: ["lib-scikit-learn"] }),
  service("pricing", "home-quote", prod(PRICING, 1, 3), { loads: ["home-pricing-xgb"], uses: ["lib-xgboost"] }),
  service("pricing", "telematics-score", prod("Data Platform", 2, 2), { loads: ["telematics-trt"] }),
];

export const CONVERSATION_SERVICES: ServiceSpec[] = [
  service("conversation", "fern-chat", prod(CONVERSATION, 3, 3), {
    loads: ["fern-merged-2-awq", "fern-tone-lora"],
    uses: ["lib-vllm", "svc-embedder"],
    exposure: "internet",
  }),
  service("conversation", "fern-canary", prod(CONVERSATION, 3, 3), {
    loads: ["fern-qwen-ft", "fern-claims-lora"],
    uses: ["lib-vllm"],
  }),
  service("conversation", "fern", prod(CONVERSATION, 3, 3), { uses: ["svc-fern-chat"], exposure: "internet" }),
  service("conversation", "fnol-gateway", prod(CONVERSATION, 3, 3), { uses: ["svc-fern"], exposure: "internet" }),
  service("conversation", "embedder", prod(CONVERSATION, 2, 3), { loads: ["BAAI/bge-m3"] }),
  service("conversation", "quote-intent", prod(CONVERSATION, 1, 3), { loads: ["quote-intent"] }),
  service("platform", "llm-gateway", prod("ML Platform", 4, 3), { uses: ["lib-litellm"] }),
];

export const DOCUMENTS_SERVICES: ServiceSpec[] = [
  service("documents", "damage-estimate", prod(DOCUMENTS, 2, 3), {
    loads: ["damage-vision-12", "damage-vision-12-onnx"],
    exposure: "internet",
  }),
  service("documents", "doc-intake", prod(DOCUMENTS, 3, 2), { loads: ["doc-layout-ft"] }),
  service("documents", "doc-search", prod(DOCUMENTS, 1, 1), { loads: ["jinaai/jina-embeddings-v2-base-en"] }),
  service("documents", "policy-ner", prod(DOCUMENTS, 2, 2), { loads: ["tidewater-nlp/policy-ner"] }),
  service("documents", "clause-splitter", prod(DOCUMENTS, 1, 2), { loads: ["tidewater-nlp/clause-splitter"] }),
];

/** The development server that the internet reaches without a login: no team on its label. */
export const OLLAMA_SERVICES: ServiceSpec[] = [
  service(
    "aws-dev",
    "ollama-demo-1",
    { env: "dev", data: 3, crit: 1 },
    {
      endpoints: ["http://203.0.113.44:11434"],
      authenticated: false,
      exposure: "internet",
      loads: ["fern-q4"],
      uses: ["lib-ollama"],
    },
  ),
];

function pypi(name: string, version: string, license: string): LibrarySpec {
  return { ref: `lib-${name}`, name, version, purl: `pkg:pypi/${name}@${version}`, license };
}

/** Libraries of the running images; the gateway's was upgraded between the runs. */
export function libraries(run: RunNumber): LibrarySpec[] {
  return [
    pypi("torch", "2.7.1", "BSD-3-Clause"),
    pypi("vllm", "0.11.2", "Apache-2.0"),
    pypi("langchain-core", "0.3.81", "MIT"),
    pypi("scikit-learn", "1.7.2", "BSD-3-Clause"),
    pypi("xgboost", "2.1.1", "Apache-2.0"),
    pypi("litellm", run === 1 ? "1.82.3" : "1.83.10", "MIT"),
    {
      ref: "lib-ollama",
      name: "github.com/ollama/ollama",
      version: "0.15.4",
      purl: "pkg:golang/github.com/ollama/ollama@0.15.4",
      license: "MIT",
    },
  ];
}
