/** Formats that are recognised but not read yet: said by name, never passed over. */
const SIGNATURES: readonly { format: string; at: number; bytes: string }[] = [
  { format: "llamafile", at: 0, bytes: "4d5a7146704427" },
];

const BY_NAME: readonly [pattern: RegExp, format: string][] = [
  [/\.(engine|plan|trt)$/i, "tensorrt"],
  [/\.(params|pdparams|pdmodel)$/i, "paddle"],
  [/\.cbm$/i, "catboost"],
];

/** Names that people give to files of weights: whatever is inside is expected to be a model. */
const MODEL_NAME =
  /\.(onnx|pb|keras|h5|hdf5|gguf|tflite|mlmodel|rds|rda|rdata|pmml|ubj|xgb|msgpack|nemo|skops|npy|npz|lzma|7z|tar|tgz|gz|bz2|xz|zst|lz4|zip|pt|pth|bin|ckpt|model|pt2|ptl|mar|dat|data|ot|weights|safetensors|pkl|pickle|p|dill|cloudpickle|joblib|llamafile)$/i;

const NOT_MODEL_NAME =
  /\.(md|txt|rst|json|jsonl|jinja|ya?ml|toml|ini|cfg|csv|tsv|html?|css|jsx?|tsx?|mjs|cjs|py|pyi|ipynb|sh|c|cc|cpp|h|hpp|rs|go|java|rb|png|jpe?g|gif|webp|svg|ico|bmp|pdf|mp[34]|wav|ogg|flac|webm|woff2?|ttf|otf|log|lock|gitattributes|gitignore)$|(^|\/)(README|LICENSE|NOTICE|COPYING|Makefile|Dockerfile|\.gitattributes|\.gitignore)[^/]*$/i;

const IMAGES = ["89504e470d0a1a0a", "ffd8ff", "47494638", "25504446"];
const LFS_START = "version https://git-lfs.github.com/spec/";

export type OtherContent = {
  formats: string[];
  reason: "lfs_pointer" | "not_a_model" | "unsupported_format" | "empty";
};

/** What a file is that no scanner reads, from its first bytes and, failing that, its name. */
export function identifyOther(head: Buffer, name: string, size: number): OtherContent {
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (size === 0) return { formats: [], reason: isModelName(base) ? "empty" : "not_a_model" };
  if (head.subarray(0, LFS_START.length).toString("latin1") === LFS_START)
    return { formats: ["git-lfs"], reason: "lfs_pointer" };
  const signature = SIGNATURES.find(
    ({ at, bytes }) => head.subarray(at, at + bytes.length / 2).toString("hex") === bytes,
  );
  if (signature !== undefined) return { formats: [signature.format], reason: "unsupported_format" };
  if (IMAGES.some((bytes) => head.subarray(0, bytes.length / 2).toString("hex") === bytes))
    return { formats: [], reason: "not_a_model" };
  const named = BY_NAME.find(([pattern]) => pattern.test(base));
  if (named !== undefined) return { formats: [named[1]], reason: "unsupported_format" };
  if (MODEL_NAME.test(base)) return { formats: [], reason: "unsupported_format" };
  return { formats: [], reason: NOT_MODEL_NAME.test(base) || isText(head) ? "not_a_model" : "unsupported_format" };
}

function isModelName(base: string): boolean {
  return MODEL_NAME.test(base) || BY_NAME.some(([pattern]) => pattern.test(base));
}

function isText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  const cut = head.subarray(0, Math.max(0, head.length - 4)).toString("utf8");
  return !cut.slice(0, -1).includes("\ufffd");
}
