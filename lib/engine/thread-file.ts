import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Where the thread's source stands below the package's folder. */
const THREAD = path.join("lib", "engine", "thread.ts");

/** The package's folder from this module: true under tsx and vitest, and wherever a bundler keeps the source's address. */
function fromHere(): string | null {
  try {
    // Not `new URL(.., import.meta.url)`: bundlers take that for a file they should bundle.
    return path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
  } catch {
    return null;
  }
}

/**
 * How the thread is started: from its source through tsx, in the bundled web server as under tsx and vitest, so that there
 * is one way and nothing to build. The web server runs in the package's folder; other processes find it from this file.
 * Throws a sentence where the installation is incomplete.
 */
export function threadStart(): { file: string; execArgv: string[]; env: NodeJS.ProcessEnv } {
  const roots = [fromHere(), process.cwd()].filter((root) => root !== null);
  const root = roots.find((at) => existsSync(path.join(at, THREAD)));
  if (root === undefined) throw new Error(`The graph engine's ${THREAD} was not found below ${roots.join(" or ")}.`);
  const tsx = path.join(root, "node_modules", "tsx", "dist", "loader.mjs");
  if (!existsSync(tsx))
    throw new Error(`The graph engine needs the package tsx, which is not in ${root}: run npm ci there.`);
  return {
    file: path.join(root, THREAD),
    execArgv: ["--import", pathToFileURL(tsx).href],
    // The @/ alias stands in our tsconfig, not in the folder of the caller.
    env: { ...process.env, TSX_TSCONFIG_PATH: path.join(root, "tsconfig.json"), NODE_OPTIONS: "" },
  };
}
