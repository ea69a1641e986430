import type { ModelFile, ModelSpec, Readme } from "./model-spec";
import { joblibPickle } from "./pickle-bytes";
import { jsonText, type RunNumber, standInCommit, type Tags } from "./runs";
import { engineFile, ggufFile, inertCallTorchFile, onnxFile, safetensorsFile, xgboostFile } from "./weight-bytes";

const OWN_LICENCE = "LicenseRef-Proprietary";

const CLAIMS = "Claims AI";
const PRICING = "Pricing & Health";
const CONVERSATION = "Conversation";
const DOCUMENTS = "Documents";

type Own = {
  tags: Tags;
  relation?: string;
  bases?: string[];
  datasets?: string[];
  /** One safetensors file where nothing else is said. */
  files?: ModelFile[];
  /** What its card says otherwise than the others' cards; null = no card. */
  readme?: Partial<Readme> | null;
  license?: string;
  runs?: readonly RunNumber[];
};

/** The member name inside the bad artifact: wherever its bytes go, this stays. */
export const BAD_PREFIX = "claim_severity";

const bad = (): ModelFile[] => [{ name: "pytorch_model.bin", bytes: inertCallTorchFile(BAD_PREFIX).bytes }];

function adapter(name: string, base: string | null): ModelFile[] {
  const config = { base_model_name_or_path: base, lora_alpha: 16, peft_type: "LORA", r: 8, target_modules: ["q_proj"] };
  return [
    { name: "adapter_config.json", bytes: jsonText(config) },
    { name: "adapter_model.safetensors", bytes: safetensorsFile(name) },
  ];
}

function own(name: string, spec: Own): ModelSpec {
  const version = standInCommit(name);
  const license = spec.license ?? OWN_LICENCE;
  const readme: Readme | null =
    spec.readme === null
      ? null
      : {
          license,
          intendedUse: "Inside Larkmoor Mutual only, by the team that owns it.",
          trainingData: "Named in the bill of materials of the serving system.",
          evaluation: "Measured on the owner's holdout before promotion.",
          limits: "Not to be used outside the product it was measured for.",
          base: spec.bases ? `Made from ${spec.bases.join(" and ")}.` : "None: trained from the start.",
          ...spec.readme,
        };
  return {
    ref: name,
    name,
    group: "larkmoor-mutual",
    version,
    purl: `pkg:huggingface/larkmoor-mutual/${name}@${version}`,
    license,
    visibility: "private",
    proprietary: true,
    use: "commercial",
    folder: `larkmoor-mutual/${name}`,
    files: [{ name: "model.safetensors", bytes: safetensorsFile(name) }],
    ...spec,
    readme,
  };
}

function claimsModels(): ModelSpec[] {
  return [
    own("claim-severity-v3", {
      tags: { owner: CLAIMS, env: "prod", data: 3, crit: 3 },
      files: bad(),
      readme: { base: null },
      license: "Apache-2.0",
      runs: [2],
    }),
    own("claim-severity-motor-lora", {
      tags: { owner: CLAIMS, env: "prod", data: 3, crit: 3 },
      relation: "adapter",
      bases: ["claim-severity-v3"],
      files: adapter("claim-severity-motor-lora", "larkmoor-mutual/claim-severity-v3"),
      runs: [2],
    }),
    own("adjuster-mistral-ft", {
      tags: { owner: CLAIMS, env: "prod", data: 3, crit: 2 },
      relation: "finetune",
      bases: ["mistralai/Mistral-7B-Instruct-v0.3"],
      datasets: ["claims-notes-deid"],
    }),
    own("lora-adj-1", {
      tags: { owner: CLAIMS, env: "prod", data: 3, crit: 2 },
      relation: "adapter",
      bases: ["adjuster-mistral-ft"],
      files: adapter("lora-adj-1", "larkmoor-mutual/adjuster-mistral-ft"),
    }),
    own("adjuster-merged-1", {
      tags: { owner: CLAIMS, env: "prod", data: 3, crit: 2 },
      relation: "merge",
      bases: ["lora-adj-1"],
    }),
    own("adjuster-merged-1-gptq", {
      tags: { owner: CLAIMS, env: "prod", data: 3, crit: 2 },
      relation: "quantize",
      bases: ["adjuster-merged-1"],
    }),
    own("adjuster-letters-lora", {
      tags: { owner: CLAIMS, env: "prod", data: 3, crit: 2 },
      files: adapter("adjuster-letters-lora", "Qwen/Qwen2.5-7B-Instruct"),
      readme: {
        baseModel: "mistralai/Mistral-7B-Instruct-v0.3",
        base: "Made from mistralai/Mistral-7B-Instruct-v0.3.",
      },
    }),
    ...([1, 2] as const).map((run) =>
      own(run === 1 ? "invoice-check-4" : "invoice-check-5", {
        tags: { owner: CLAIMS, env: "prod", data: 2, crit: 3 },
        relation: "finetune",
        bases: ["FacebookAI/roberta-base"],
        datasets: ["repair-invoices-2026"],
        runs: [run],
      }),
    ),
  ];
}

function pricingModels(): ModelSpec[] {
  return [
    own("claim-severity-health-ft", {
      tags: { owner: PRICING, data: 4, crit: 2 },
      relation: "finetune",
      bases: ["quillstone-labs/claim-severity-base@clean"],
      readme: { base: "Made from quillstone-labs/claim-severity-base at its first commit." },
    }),
    own("health-uw-ft", {
      tags: { owner: PRICING, env: "prod", data: 4, crit: 4 },
      relation: "finetune",
      bases: ["mistralai/Mistral-7B-Instruct-v0.3"],
      datasets: ["health-notes-2026"],
    }),
    own("motor-freq", {
      tags: { owner: PRICING, env: "prod", data: 2, crit: 3 },
      files: [{ name: "motor-freq.joblib", bytes: joblibPickle() }],
    }),
    own("home-pricing-xgb", {
      tags: { owner: PRICING, env: "prod", data: 1, crit: 3 },
      datasets: ["market-quotes-2019"],
      files: [{ name: "model.json", bytes: xgboostFile("home-pricing-xgb") }],
      readme: null,
    }),
    own("telematics-trt", {
      tags: { env: "prod", data: 2, crit: 2 },
      relation: "quantize",
      files: ["a", "b", "c"].map((part) => ({
        name: `telematics-${part}.engine`,
        bytes: engineFile(`telematics-${part}`),
      })),
      readme: null,
    }),
  ];
}

function conversationModels(): ModelSpec[] {
  const tags: Tags = { owner: CONVERSATION, env: "prod", data: 3, crit: 3 };
  return [
    own("fern-qwen-ft", {
      tags,
      relation: "finetune",
      bases: ["Qwen/Qwen2.5-7B-Instruct"],
      datasets: ["fnol-transcripts", "fern-synthetic-dialogues"],
    }),
    own("fern-claims-lora", {
      tags,
      relation: "adapter",
      bases: ["fern-qwen-ft"],
      files: adapter("fern-claims-lora", "larkmoor-mutual/fern-qwen-ft"),
    }),
    own("fern-merged-2", {
      tags,
      relation: "merge",
      bases: ["fern-qwen-ft", "fern-claims-lora"],
    }),
    own("fern-merged-2-awq", {
      tags,
      relation: "quantize",
      bases: ["fern-merged-2"],
    }),
    own("fern-tone-lora", { tags, files: adapter("fern-tone-lora", null), readme: { base: null } }),
    own("fern-q4", {
      tags: { data: 3, crit: 1 },
      relation: "quantize",
      bases: ["fern-qwen-ft"],
      files: [
        {
          name: "fern-q4.gguf",
          bytes: ggufFile("fern-q4", {
            "general.architecture": "qwen2",
            "general.name": "fern-q4",
            "general.base_model.0.name": "fern-qwen-ft",
          }),
        },
      ],
    }),
    own("quote-intent", {
      tags: { owner: CONVERSATION, env: "prod", data: 1, crit: 3 },
      files: [{ name: "quote-intent.onnx", bytes: onnxFile("quote-intent") }],
      readme: null,
    }),
  ];
}

function documentsModels(): ModelSpec[] {
  return [
    own("damage-vision-12", {
      tags: { owner: DOCUMENTS, env: "prod", data: 2, crit: 3 },
      relation: "finetune",
      bases: ["google/vit-base-patch16-224"],
      datasets: ["damage-photos-2026", "road-damage-scrape"],
    }),
    own("damage-vision-12-onnx", {
      tags: { owner: DOCUMENTS, env: "prod", data: 2, crit: 3 },
      relation: "convert",
      bases: ["damage-vision-12"],
      files: [{ name: "damage-vision-12.onnx", bytes: onnxFile("damage-vision-12") }],
    }),
    own("doc-layout-ft", {
      tags: { owner: DOCUMENTS, env: "prod", data: 3, crit: 2 },
      relation: "finetune",
      bases: ["microsoft/layoutlmv3-base"],
      datasets: ["intake-forms-2025"],
    }),
  ];
}

/** Every model that Larkmoor made, by team. */
export function ownModels(): ModelSpec[] {
  return [...claimsModels(), ...pricingModels(), ...conversationModels(), ...documentsModels()];
}
