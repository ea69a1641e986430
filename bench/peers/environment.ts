import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sha256Hex } from "@/lib/domain/digest";
import { canonicalJson } from "@/lib/domain/json";

const run = promisify(execFile);

/** Where Python environments are kept between runs; removing it costs nothing but the next run's time. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "faultline-bench");

/** A folder with programs, or a sentence that says why there is none. */
export type Environment = { bin: string } | { missing: string };

/** Python 3 as a command: the first that starts; a sentence when there is none. */
async function pythonVersion(python: string): Promise<string | null> {
  try {
    return (await run(python, ["-c", "import sys; print(sys.version)"], { timeout: 20_000 })).stdout.trim();
  } catch {
    return null;
  }
}

const asked = new Map<string, Promise<Environment>>();

/**
 * A Python environment with exactly these packages from the package registry, made once and kept: its folder is named after
 * the packages and the Python. One that was not finished is made anew; what failed is not tried twice in one run.
 */
export function pythonEnvironment(name: string, packages: readonly string[], seconds = 300): Promise<Environment> {
  const key = canonicalJson([name, packages]);
  const known = asked.get(key) ?? makeEnvironment(name, packages, seconds);
  asked.set(key, known);
  return known;
}

async function makeEnvironment(name: string, packages: readonly string[], seconds: number): Promise<Environment> {
  const version = await pythonVersion("python3");
  if (version === null) return { missing: "python3 is not here" };
  const folder = join(CACHE, `${name}-${sha256Hex(Buffer.from(canonicalJson([version, packages]))).slice(0, 12)}`);
  const finished = join(folder, "finished");
  if (existsSync(finished)) return { bin: join(folder, "bin") };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  try {
    await run("python3", ["-m", "venv", folder], { timeout: 60_000 });
  } catch {
    return { missing: "python3 has no venv module" };
  }
  const install = ["install", "--quiet", "--disable-pip-version-check", ...packages];
  try {
    await run(join(folder, "bin", "pip"), install, { timeout: Math.ceil(seconds * 1_000), maxBuffer: 1 << 24 });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? "")
      .trim()
      .split("\n")
      .at(-1);
    return { missing: `${packages.join(" ")} could not be installed (${said || "the time was up"})` };
  }
  writeFileSync(finished, `${packages.join("\n")}\n`);
  return { bin: join(folder, "bin") };
}

/** The first Python that can import a module which only the system has (torch is not fetched: it weighs gigabytes). */
export async function systemPython(module: string): Promise<string | null> {
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      await run(python, ["-c", `import ${module}`], { timeout: 60_000 });
      return python;
    } catch {
      // The next one may have it.
    }
  }
  return null;
}
