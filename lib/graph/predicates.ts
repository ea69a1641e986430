import { origins, targets } from "./build-graph";
import type { Graph, GraphAsset, GraphEdge } from "./graph";
import { objectProp, textProp, textsProp } from "./props";

/** Whether a thing holds, does not hold, or cannot be told from what was collected. */
export type Tri = "yes" | "no" | "unknown";

/** env is prod. An unknown environment is not production. */
export function production(asset: GraphAsset): boolean {
  return asset.env === "prod";
}

/**
 * Whether an infra runs: its collected state says so. The second half of the vocabulary's predicate, that the collection
 * is younger than its schedule times three, comes with schedules and is not judged here.
 */
export function running(infra: GraphAsset): boolean {
  return runState(infra) === "yes";
}

/** running, with "unknown" where no source states a state. */
export function runState(infra: GraphAsset): Tri {
  if (!infra.open) return "no";
  const state = textProp(infra, "state");
  if (state === null) return "unknown";
  return state === "running" ? "yes" : "no";
}

/** Models that run with this one inside: itself, and adapters or merges of it, however deep. */
function runtimeForms(graph: Graph, model: GraphAsset): GraphAsset[] {
  const forms = new Map([[model.id, model]]);
  for (const form of forms.values()) {
    for (const edge of graph.in(form.id, "derived_from")) {
      const child = graph.assets.get(edge.from);
      if (child && (edge.variant === "adapter" || edge.variant === "merge")) forms.set(child.id, child);
    }
  }
  return [...forms.values()];
}

/** What loads a model at run time: itself, or an adapter or merge of it. Closed loaders are left out. */
export function loadersOf(graph: Graph, model: GraphAsset): GraphAsset[] {
  const loaders = new Map<number, GraphAsset>();
  for (const form of runtimeForms(graph, model))
    for (const loader of origins(graph, form.id, "loads")) if (loader.open) loaders.set(loader.id, loader);
  return [...loaders.values()].sort((a, b) => a.id - b.id);
}

/** What loads a file: directly, or through an open model that contains it and whose `loads` edge does not leave it out. */
export function fileLoadersOf(graph: Graph, artifact: GraphAsset): GraphAsset[] {
  const loaders = new Map<number, GraphAsset>();
  for (const loader of origins(graph, artifact.id, "loads")) if (loader.open) loaders.set(loader.id, loader);
  for (const contained of graph.in(artifact.id, "contains")) {
    const model = graph.assets.get(contained.from);
    if (model?.kind !== "model") continue;
    for (const form of runtimeForms(graph, model))
      for (const edge of graph.in(form.id, "loads")) {
        const loader = graph.assets.get(edge.from);
        if (loader?.open && (form !== model || loadsFile(edge, contained))) loaders.set(loader.id, loader);
      }
  }
  return [...loaders.values()].sort((a, b) => a.id - b.id);
}

function loadsFile(loads: GraphEdge, contains: GraphEdge): boolean {
  const files = textsProp(loads, "files");
  const path = textProp(contains, "path");
  return files === null || files.length === 0 || path === null || files.includes(path);
}

/** Of these loaders, whether an infra among them runs. */
export function anyRunning(loaders: readonly GraphAsset[]): Tri {
  const states = loaders.filter((l) => l.kind === "infra").map(runState);
  if (states.includes("yes")) return "yes";
  return states.includes("unknown") ? "unknown" : "no";
}

/** Some running infra loads the model, or loads an adapter or merge of it at run time. */
export function deployed(graph: Graph, model: GraphAsset): Tri {
  return anyRunning(loadersOf(graph, model));
}

const EXACT_REF = [
  /^[0-9a-f]{40}$|^[0-9a-f]{64}$/i,
  /^(.*@)?sha(256|512)[:-][0-9A-Za-z+/=]{40,}$/,
  /^={0,3}v?\d+\.\d+\.\d+([.+-][0-9A-Za-z.+-]+)?$/,
  /^={2,3}\d+(\.\d+)*([.+-]?[0-9A-Za-z.+-]+)?$/,
];

/** The edge's reference as written is no full commit, digest or exact version, so what it means can change. */
export function mutable(edge: GraphEdge): boolean {
  const ref = textProp(edge, "ref")?.trim();
  return !ref || !EXACT_REF.some((pattern) => pattern.test(ref));
}

/** Formats whose loading can run code. Names as scanners write them, and as file extensions. */
const EXECUTABLE_FORMATS = new Set(
  "pickle pkl pt pth bin ckpt joblib dill torch-zip torch-legacy torch-tar pytorch npy-object numpy-object h5 hdf5 keras nemo skops".split(
    " ",
  ),
);
/** The part of them that is a pickle, or holds one, and is loaded by unpickling. */
const PICKLE_FORMATS = new Set(
  "pickle pkl pt pth bin ckpt joblib dill torch-zip torch-legacy torch-tar pytorch npy-object numpy-object".split(" "),
);
const PICKLE_EXTENSIONS = new Set(["pkl", "pickle", "pt", "pth", "ckpt", "joblib", "dill"]);
const CODE_EXTENSIONS = new Set(["h5", "hdf5", "keras", "nemo", "skops"]);
const DATA_EXTENSIONS = new Set(["safetensors", "gguf", "onnx", "json", "txt", "md", "ubj", "tflite"]);

/** The formats a scan recognised in a file, lower case; null when no scan has named any. */
export function scannedFormats(artifact: GraphAsset): string[] | null {
  const scan = objectProp(artifact, "scan");
  const formats = scan ? textsProp(scan, "formats") : null;
  return formats && formats.length > 0 ? formats.map((f) => f.toLowerCase()) : null;
}

function extensionOf(artifact: GraphAsset): { extension: string; file: string } {
  const file = (textProp(artifact, "file_name") ?? artifact.name).split("/").at(-1)?.toLowerCase() ?? "";
  return { extension: file.includes(".") ? (file.split(".").at(-1) ?? "") : "", file };
}

function formatIn(artifact: GraphAsset, formats: ReadonlySet<string>, extensions: ReadonlySet<string>): Tri {
  const scanned = scannedFormats(artifact);
  if (scanned) return scanned.some((f) => formats.has(f)) ? "yes" : "no";
  const { extension, file } = extensionOf(artifact);
  if (extensions.has(extension) || /^pytorch_model.*\.bin$/.test(file)) return "yes";
  if (DATA_EXTENSIONS.has(extension) || CODE_EXTENSIONS.has(extension)) return "no";
  return "unknown";
}

/** Loading the file can run code. By what a scan recognised; by name only while no scan has. */
export function executable(artifact: GraphAsset): Tri {
  return formatIn(artifact, EXECUTABLE_FORMATS, new Set([...PICKLE_EXTENSIONS, ...CODE_EXTENSIONS]));
}

/** Loading the file unpickles it. A `.bin` of unknown content stays unknown. */
export function unpickled(artifact: GraphAsset): Tri {
  return formatIn(artifact, PICKLE_FORMATS, PICKLE_EXTENSIONS);
}

/** The verdict of the latest scan of a file; null when none has ended. */
export function scanVerdict(artifact: GraphAsset): string | null {
  const scan = objectProp(artifact, "scan");
  return scan ? textProp(scan, "verdict") : null;
}

/** A file judged malicious that some running infra loads. */
export function maliciousRunning(graph: Graph, artifact: GraphAsset): boolean {
  return scanVerdict(artifact) === "malicious" && anyRunning(fileLoadersOf(graph, artifact)) === "yes";
}

/** The files of a model. */
export function filesOf(graph: Graph, model: GraphAsset): GraphAsset[] {
  return targets(graph, model.id, "contains").filter((a) => a.kind === "artifact");
}
