import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What the child's program is made of: when one of these changes it is made again. */
const MADE_OF = [
  "lib/sandbox",
  "lib/scanners",
  "lib/bytes",
  "lib/domain",
  "db/enums.ts",
  "tsconfig.json",
  "package-lock.json",
];

let kept: Promise<string> | undefined;

/** Path of the child's program, one file of plain JavaScript; made now unless one made of the same sources is there. */
export function childProgram(): Promise<string> {
  // Its real path: what the child may read is judged by that, also where a folder on the way is a link.
  kept ??= make().then((file) => realpathSync(file));
  return kept;
}

async function make(): Promise<string> {
  const name = `scan-child-${fingerprint()}.cjs`;
  const folder = path.join(ROOT, "node_modules", ".cache", "faultline");
  const file = path.join(folder, name);
  if (existsSync(file)) return file;
  const { code } = await bundleChild();
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, code, { mode: 0o644 });
    renameSync(draft, file);
    sweep(folder);
    return file;
  } catch {
    // An installation that this user cannot write to: a folder of our own, gone with this process.
    const own = mkdtempSync(path.join(tmpdir(), "faultline-scan-"));
    process.once("exit", () => rmSync(own, { recursive: true, force: true }));
    writeFileSync(path.join(own, name), code, { mode: 0o600 });
    return path.join(own, name);
  }
}

/** Programs of sources that are no more; a day lets whoever still runs one end. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > 24 * 3_600_000) rmSync(file, { force: true });
  }
}

/** The program, every module that went into it (paths from the root) and what it leaves to Node. */
export async function bundleChild(): Promise<{ code: string; modules: string[]; builtins: string[] }> {
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["lib/sandbox/child.ts"],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    tsconfig: path.join(ROOT, "tsconfig.json"),
    logLevel: "silent",
    // Shapes that nothing inside asks for; unmarked they would bring all of zod along, and a child a tenth of a second later.
    pure: ["z.json", "z.record", "z.string"],
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  return {
    code: outputFiles[0]?.text ?? "",
    modules: Object.keys(metafile.inputs),
    builtins: [...new Set(imports.filter((one) => one.external).map((one) => one.path))].sort(),
  };
}

/** Names, sizes and times of the sources: equal means the program of last time is the program of now. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const visit = (entry: string): void => {
    const facts = statSync(path.join(ROOT, entry), { throwIfNoEntry: false });
    if (facts === undefined) return;
    if (facts.isDirectory()) for (const name of readdirSync(path.join(ROOT, entry)).sort()) visit(`${entry}/${name}`);
    else if (!/\.(test\.ts|md)$/.test(entry)) hash.update(`${entry}\0${facts.size}\0${facts.mtimeMs}\n`);
  };
  for (const entry of MADE_OF) visit(entry);
  return hash.digest("hex").slice(0, 24);
}
