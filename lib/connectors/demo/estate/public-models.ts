import type { ModelFile, ModelSpec, Readme } from "./model-spec";
import { BAD_PREFIX } from "./own-models";
import { standInCommit, type Tags } from "./runs";
import { benignTorchFile, inertCallTorchFile, safetensorsFile } from "./weight-bytes";

type PublicModel = { id: string; license: string; tags: Tags; task: string };

function entry(
  id: string,
  license: string,
  owner: string,
  levels: [data: number, crit: number],
  task: string,
): PublicModel {
  return { id, license, tags: { owner, data: levels[0], crit: levels[1] }, task };
}

// Real names and licences; the bytes in the mirror are stand-ins of the estate and their cards say so.
const REAL: PublicModel[] = [
  entry("Qwen/Qwen2.5-7B-Instruct", "Apache-2.0", "ML Platform", [1, 4], "Text generation and chat"),
  entry("mistralai/Mistral-7B-Instruct-v0.3", "Apache-2.0", "ML Platform", [1, 4], "Text generation and chat"),
  entry("BAAI/bge-m3", "MIT", "Conversation", [2, 3], "Text embedding"),
  entry("jinaai/jina-embeddings-v2-base-en", "Apache-2.0", "Documents", [1, 1], "Text embedding"),
  entry("microsoft/layoutlmv3-base", "CC-BY-NC-SA-4.0", "Documents", [1, 3], "Document understanding"),
  entry("google/vit-base-patch16-224", "Apache-2.0", "Documents", [1, 3], "Image classification"),
  entry("FacebookAI/roberta-base", "MIT", "ML Platform", [1, 2], "Masked words"),
];

function card({ license, task }: PublicModel, who: string): Readme {
  return {
    license,
    intendedUse: `${task}, as a base for models of Larkmoor.`,
    trainingData: `As ${who} describes it in its own card.`,
    evaluation: `As ${who} publishes it in its own card.`,
    limits: "A stand-in: the tensors here are invented and good for nothing.",
    base: "None: this is a base model.",
  };
}

const INVENTED_PUBLISHERS = new Set(["quillstone-labs", "tidewater-nlp"]);

function publicModel(model: PublicModel, files: ModelFile[]): ModelSpec {
  const [group = "", name = ""] = model.id.split("/");
  const version = standInCommit(model.id);
  return {
    ref: model.id,
    name,
    group,
    version,
    purl: `pkg:huggingface/${model.id}@${version}`,
    license: model.license,
    tags: model.tags,
    publisher: group,
    publisherVerified: !INVENTED_PUBLISHERS.has(group),
    visibility: "public",
    folder: model.id,
    files,
    readme: card(model, "its publisher"),
  };
}

const BAD_BASE = entry(
  "quillstone-labs/claim-severity-base",
  "Apache-2.0",
  "Claims AI",
  [1, 1],
  "Severity of a claim from its text",
);

/** The same model at its first commit, before the bad file: other bytes, so another asset. */
function cleanCommit(): ModelSpec {
  const version = standInCommit("quillstone-labs/claim-severity-base, first commit");
  return {
    ...publicModel(BAD_BASE, [{ name: "model.safetensors", bytes: safetensorsFile(version) }]),
    ref: "quillstone-labs/claim-severity-base@clean",
    version,
    purl: `pkg:huggingface/${BAD_BASE.id}@${version}`,
    folder: `first-commits/${BAD_BASE.id}`,
  };
}

/** Public models: seven of real names and four of two invented publishers. */
export function publicModels(): ModelSpec[] {
  const ner = entry("tidewater-nlp/policy-ner", "Apache-2.0", "Documents", [2, 2], "Names in policy texts");
  const splitter = entry("tidewater-nlp/clause-splitter", "Apache-2.0", "Documents", [1, 2], "Clauses of policy texts");
  const tensors = (id: string): ModelFile[] => [{ name: "model.safetensors", bytes: safetensorsFile(id) }];
  return [
    ...REAL.map((model) => publicModel(model, tensors(model.id))),
    publicModel(BAD_BASE, [{ name: "pytorch_model.bin", bytes: inertCallTorchFile(BAD_PREFIX).bytes }]),
    cleanCommit(),
    publicModel(ner, [{ name: "pytorch_model.bin", bytes: benignTorchFile("policy_ner") }]),
    publicModel(splitter, tensors(splitter.id)),
  ];
}
