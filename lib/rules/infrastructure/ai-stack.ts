import { origins, targets } from "@/lib/graph/build-graph";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import { textProp } from "@/lib/graph/props";

/** Packages and products that make up an AI stack, by their bare names. A trailing `*` covers a family. */
const NAMES =
  "torch* pytorch* tensorflow* keras* jax jaxlib onnx* transformers tokenizers safetensors diffusers peft accelerate datasets huggingface* vllm* sglang* text-generation-inference tgi llama.cpp llama-cpp* llama-index* llamaindex ollama* ray ray-* mlflow* triton tritonserver* tritonclient* tensorrt* torchserve bentoml kserve* kubeflow* litellm* langchain* langgraph* langflow* langsmith crewai autogen* openai anthropic gradio* streamlit chroma chromadb* qdrant* weaviate* milvus* pymilvus pinecone* faiss* sentence-transformers open-webui localai flowise* dify* comfyui* invokeai haystack* mcp mcp-* fastmcp modelcontextprotocol* joblib scikit-learn xgboost lightgbm cuda* cudnn* nccl nvidia-container-toolkit gpu-operator jupyter* jupyterlab notebook".split(
    " ",
  );
const EXACT = new Set(NAMES.filter((n) => !n.endsWith("*")));
const FAMILIES = NAMES.filter((n) => n.endsWith("*")).map((n) => n.slice(0, -1));

/** `pkg:pypi/vllm@0.8.2` and `@scope/name` as the bare, lower-case name of what they are. */
export function bareName(asset: GraphAsset): string {
  const purl = /^pkg:[^/]+\/(?:[^?#]*\/)?([^@/?#]+)/.exec(asset.key);
  return (purl?.[1] ?? asset.name.split("/").at(-1) ?? "").toLowerCase();
}

function isKnownName(name: string): boolean {
  return EXACT.has(name) || FAMILIES.some((f) => name.startsWith(f));
}

function runsModels(unit: GraphAsset, graph: Graph): boolean {
  if (unit.kind === "plugin") return true;
  return (
    unit.kind === "infra" &&
    [...targets(graph, unit.id, "loads"), ...targets(graph, unit.id, "uses")].some((t) => t.kind === "model")
  );
}

/** Packages a unit runs: those it uses, and those inside the images it uses. */
export function packagesOf(unit: GraphAsset, graph: Graph): GraphAsset[] {
  const used = targets(graph, unit.id, "uses");
  const inside = used.filter((u) => u.kind === "image").flatMap((i) => targets(graph, i.id, "contains"));
  return [...used, ...inside].filter((p) => p.kind === "package");
}

/** Units that run a package, directly or inside an image. */
export function unitsOf(used: GraphAsset, graph: Graph): GraphAsset[] {
  const images = origins(graph, used.id, "contains").filter((i) => i.kind === "image");
  const users = [used, ...images].flatMap((a) => origins(graph, a.id, "uses"));
  return users.filter((u) => u.open && (u.kind === "infra" || u.kind === "plugin"));
}

/** Part of the AI stack: a known name, something a plugin uses, or something used by infra that runs a model. */
export function inAiStack(thing: GraphAsset, unit: GraphAsset | null, graph: Graph): boolean {
  const product = textProp(thing, "product");
  if (isKnownName(bareName(thing)) || (product !== null && isKnownName(product.toLowerCase()))) return true;
  return unit !== null && runsModels(unit, graph);
}
