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
 * Whether an infra runs: its collected state says so, "unknown" where no source states one. The second half of the
 * vocabulary's predicate, that the collection is younger than its schedule times three, comes with schedules and is not
 * judged here.
 */
export function runState(infra: GraphAsset): Tri {
  if (!infra.open) return "no";
  const state = textProp(infra, "state");
  if (state === null) return "unknown";
  return state === "running" ? "yes" : "no";
}

type Loaders = { own: GraphAsset[]; throughForms: GraphAsset[]; all: readonly GraphAsset[]; namesFiles: boolean };

const LOADERS = new WeakMap<Graph, Map<number, Loaders>>();

function openLoaders(graph: Graph, id: number): GraphAsset[] {
  return origins(graph, id, "loads").filter((l) => l.open);
}

/** Loaders of the model, and of adapters or merges of it however deep; found once for each model of a snapshot. */
function modelLoaders(graph: Graph, model: GraphAsset): Loaders {
  const known = LOADERS.get(graph) ?? new Map<number, Loaders>();
  LOADERS.set(graph, known);
  const made = known.get(model.id);
  if (made) return made;
  const forms = new Set([model.id]);
  const through = new Map<number, GraphAsset>();
  for (const form of forms) {
    for (const edge of graph.in(form, "derived_from"))
      if (edge.variant === "adapter" || edge.variant === "merge") forms.add(edge.from);
    if (form !== model.id) for (const loader of openLoaders(graph, form)) through.set(loader.id, loader);
  }
  const own = openLoaders(graph, model.id);
  const throughForms = [...through.values()];
  const namesFiles = graph.in(model.id, "loads").some((edge) => textsProp(edge, "files") !== null);
  const loaders = { own, throughForms, all: inIdOrder([...own, ...throughForms]), namesFiles };
  known.set(model.id, loaders);
  return loaders;
}

function inIdOrder(loaders: readonly GraphAsset[]): GraphAsset[] {
  return [...new Set(loaders)].sort((a, b) => a.id - b.id);
}

/** What loads a model at run time: itself, or an adapter or merge of it. Closed loaders are left out. */
export function loadersOf(graph: Graph, model: GraphAsset): readonly GraphAsset[] {
  return modelLoaders(graph, model).all;
}

/** What loads a file: directly, or through a model that contains it and whose `loads` edge does not leave it out. */
export function fileLoadersOf(graph: Graph, artifact: GraphAsset): readonly GraphAsset[] {
  const lists: (readonly GraphAsset[])[] = [openLoaders(graph, artifact.id)];
  for (const contained of graph.in(artifact.id, "contains")) {
    const model = graph.assets.get(contained.from);
    if (model?.kind !== "model") continue;
    const { own, throughForms, all, namesFiles } = modelLoaders(graph, model);
    if (!namesFiles) {
      lists.push(all);
      continue;
    }
    const naming = graph.in(model.id, "loads").filter((edge) => loadsFile(edge, contained));
    const named = new Set(naming.map((edge) => edge.from));
    lists.push(
      throughForms,
      own.filter((l) => named.has(l.id)),
    );
  }
  // Most files stand in one model: its list is shared rather than copied for each of them.
  const [only = [], ...more] = lists.filter((list) => list.length > 0);
  return more.length === 0 && lists.length <= 2 ? only : inIdOrder(lists.flat());
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
  `pickle pkl pt pth bin ckpt joblib joblib-zfile dill torch-zip torch-legacy torch-tar torch-package torch-export torchscript pytorch
  npy-object numpy-object h5 hdf5 keras nemo skops mar llamafile executable`.split(/\s+/),
);
/** The part of them that is a pickle, or holds one, and is loaded by unpickling. */
const PICKLE_FORMATS = new Set(
  `pickle pkl pt pth bin ckpt joblib joblib-zfile dill torch-zip torch-legacy torch-tar torch-package pytorch
  npy-object numpy-object`.split(/\s+/),
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
