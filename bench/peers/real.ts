import { execFile } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { FileSource } from "@/lib/bytes/file-source";
import { scanFile } from "@/lib/scanners/scan-file";
import { pythonEnvironment, systemPython } from "./environment";

const run = promisify(execFile);
const MAKERS = join(dirname(fileURLToPath(import.meta.url)), "libraries");

const LIGHT = [
  "numpy==2.4.6",
  "scikit-learn==1.9.1",
  "joblib==1.6.0",
  "lz4==4.4.5",
  "onnx==1.23.2",
  "safetensors==0.8.0",
  "gguf==0.19.0",
];
/** Keras' numpy backend borrows from jax; the build of XGBoost without a GPU library is a tenth of the usual one. */
const HEAVY = [...LIGHT, "keras==3.15.1", "h5py==3.16.0", "jax==0.10.2", "xgboost-cpu==3.2.0"];

/** Libraries whose files are scanned, with what they are made with. torch is the system's own, if it has one. */
const LIBRARIES: readonly { name: string; label: string; packages: readonly string[] | null; quick: boolean }[] = [
  { name: "torch", label: "torch, as Debian packages it", packages: null, quick: true },
  { name: "sklearn", label: "scikit-learn 1.9.1, joblib 1.6.0", packages: LIGHT, quick: true },
  { name: "numpy", label: "numpy 2.4.6", packages: LIGHT, quick: true },
  { name: "onnx", label: "onnx 1.23.2", packages: LIGHT, quick: true },
  { name: "safetensors", label: "safetensors 0.8.0", packages: LIGHT, quick: true },
  { name: "gguf", label: "gguf 0.19.0", packages: LIGHT, quick: true },
  { name: "keras", label: "Keras 3.15.1", packages: HEAVY, quick: false },
  { name: "xgboost", label: "XGBoost 3.2.0", packages: HEAVY, quick: false },
];

/** `foreign` = the file holds a class of its own, or what only a pickle can hold: suspicious is the right answer there. */
type RealFile = { library: string; path: string; name: string; foreign: boolean; verdict: string; why: string };
export type RealFiles = { files: RealFile[]; skipped: string[] };

/**
 * Makes files with the real libraries below `folder` and scans each. A library that cannot be had here is a sentence in
 * `skipped`, never silence. Weights are random, nothing is trained or fetched.
 */
export async function realFiles(folder: string, quick: boolean, seconds = 300): Promise<RealFiles> {
  const out: RealFiles = { files: [], skipped: [] };
  for (const library of LIBRARIES) {
    if (quick && !library.quick) {
      out.skipped.push(`${library.label}: only without --quick`);
      continue;
    }
    const python = await interpreter(library.packages, quick, seconds);
    if ("missing" in python) {
      out.skipped.push(`${library.label}: ${python.missing}`);
      continue;
    }
    const into = join(folder, library.name);
    mkdirSync(into, { recursive: true });
    try {
      await run(python.command, [join(MAKERS, `${library.name}_files.py`), into], {
        timeout: Math.ceil(seconds * 1_000),
        maxBuffer: 1 << 24,
      });
    } catch (error) {
      out.skipped.push(
        `${library.label}: its files could not be made (${String((error as { stderr?: string }).stderr ?? error)
          .trim()
          .split("\n")
          .at(-1)})`,
      );
    }
    for (const name of readdirSync(into).sort()) out.files.push(await scanned(library.label, into, name));
  }
  return out;
}

async function interpreter(
  packages: readonly string[] | null,
  quick: boolean,
  seconds: number,
): Promise<{ command: string } | { missing: string }> {
  if (packages === null) {
    const command = await systemPython("torch");
    return command === null
      ? { missing: "no Python here has it (on Debian: apt-get install python3-torch)" }
      : { command };
  }
  const environment = await pythonEnvironment("libraries", quick ? LIGHT : HEAVY, seconds);
  return "missing" in environment ? environment : { command: join(environment.bin, "python") };
}

async function scanned(library: string, folder: string, name: string): Promise<RealFile> {
  const path = join(folder, name);
  const source = await FileSource.open(path);
  try {
    const { verdict, reasons, evidence } = await scanFile(source, name);
    const why = [
      ...reasons,
      ...evidence
        .slice(0, 3)
        .map((item) => `${item.rule} ${item.import?.module ?? ""} ${item.import?.name ?? ""}`.trim()),
    ].join(", ");
    return { library, path, name, foreign: name.startsWith("foreign-"), verdict, why };
  } finally {
    await source.close();
  }
}
