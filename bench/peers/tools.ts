import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "./environment";

const HERE = dirname(fileURLToPath(import.meta.url));

/** What a peer says of one file. `silent` = it ended well and found nothing, or did not look. */
type PeerVerdict = "malicious" | "suspicious" | "error" | "silent";
export type PeerVerdicts = ReadonlyMap<string, PeerVerdict>;

type Tool = {
  name: string;
  version: string;
  /** What is installed: the tool with its light extras, and what it needs and does not name. */
  packages: readonly string[];
  quick: boolean;
};

/** Other scanners of model files, run as the programs they are. Their heavy extras (TensorFlow, PyTorch) are left out. */
const TOOLS: readonly Tool[] = [
  { name: "picklescan", version: "1.0.5", packages: ["picklescan[7z]==1.0.5", "numpy==2.4.6"], quick: true },
  { name: "modelscan", version: "0.8.8", packages: ["modelscan[h5py]==0.8.8"], quick: true },
  { name: "fickling", version: "0.1.12", packages: ["fickling==0.1.12", "typing_extensions==4.16.0"], quick: false },
  {
    name: "modelaudit",
    version: "0.2.54",
    packages: ["modelaudit[dill,h5,onnx,safetensors,sevenzip]==0.2.54"],
    quick: false,
  },
  { name: "aisbom", version: "1.7.0", packages: ["aisbom-cli==1.7.0"], quick: false },
];

/** A peer that could be installed, or the sentence why it could not. */
export type Installed = { tool: Tool; bin: string } | { tool: Tool; missing: string };

export async function installTools(quick: boolean, seconds = 300): Promise<Installed[]> {
  const out: Installed[] = [];
  for (const tool of TOOLS) {
    if (quick && !tool.quick) continue;
    out.push({ tool, ...(await pythonEnvironment(tool.name, tool.packages, seconds)) });
  }
  return out;
}

/** Runs one peer over files, two at a time. Throws when the run itself fails; a file it fails on is `error`. */
export async function peerVerdicts(
  tool: Tool,
  bin: string,
  files: readonly string[],
  seconds = 1_800,
): Promise<PeerVerdicts> {
  const child = spawn("python3", [join(HERE, "run_peers.py"), tool.name, bin], { stdio: ["pipe", "pipe", "inherit"] });
  const timer = setTimeout(() => child.kill("SIGTERM"), seconds * 1_000);
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  child.stdin.end(JSON.stringify(files));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearTimeout(timer);
  if (code !== 0)
    throw new Error(`${tool.name}: its run over ${files.length} files ended with ${code ?? "the time limit"}`);
  return new Map(Object.entries(JSON.parse(Buffer.concat(parts).toString("utf8")) as Record<string, PeerVerdict>));
}
