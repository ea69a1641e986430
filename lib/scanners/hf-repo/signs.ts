/** Keys at the root that tell a configuration of the transformers family from other JSON. */
export const CONFIG_KEYS: ReadonlySet<string> = new Set([
  "auto_map",
  "chat_template",
  "trust_remote_code",
  "model_type",
  "architectures",
  "transformers_version",
  "tokenizer_class",
  "processor_class",
  "image_processor_type",
  "feature_extractor_type",
  "_attn_implementation_internal",
  "_class_name",
  "_diffusers_version",
  "peft_type",
  "custom_pipelines",
  "custom_generate",
  "_from_model_config",
]);

/** The same for text that cannot be parsed. */
export const CONFIG_HINT = new RegExp(`"(${[...CONFIG_KEYS].join("|")})"\\s*:`);

/** Libraries whose own classes a pipeline index names: no code of the repository runs for them. */
export const KNOWN_LIBRARIES: ReadonlySet<string> = new Set([
  "diffusers",
  "transformers",
  "onnxruntime",
  "optimum",
  "flax",
  "peft",
  "sentence_transformers",
]);

/** Bases of classes that only a repository's own model code defines. */
export const CUSTOM_CLASS =
  /^[ \t]*class\s+\w+\s*\([^)]*\b(PreTrainedModel|Pre[Tt]rained(Config|Tokenizer|TokenizerFast|TokenizerBase)|ProcessorMixin|BaseImageProcessor|ImageProcessingMixin|SequenceFeatureExtractor|DiffusionPipeline|ModelMixin|GenerationMixin|Pipeline)\b|^class\s+EndpointHandler\b|\.register_for_auto_class\(/m;

const MODEL_CODE =
  /(^|\/)(modeling|configuration|tokenization|processing|image_processing|feature_extraction|pipeline|generation)_\w+\.py$|(^|\/)(custom_generate\/generate|handler)\.py$/;

/** True for Python that a loader of models runs: by what it defines, or by its name together with an import of a model library. */
export function isModelCode(name: string, text: string): boolean {
  const custom = CUSTOM_CLASS.exec(text)?.[0];
  // Other libraries have pipelines and mixins too; only a handler stands without any import.
  if (custom !== undefined && (custom.includes("EndpointHandler") || /\b(transformers|diffusers)\b/.test(text)))
    return true;
  return MODEL_CODE.test(name) && /^\s*(from|import)\s+(transformers|torch|diffusers|tensorflow|jax|\.)/m.test(text);
}
