import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { FaultlineError } from "@/lib/domain/errors";
import { packageRoot } from "./package-root";

const BUILT_FROM = [
  "app",
  "components",
  "lib",
  "db",
  "drizzle",
  "public",
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** Names, sizes and times of everything the build reads: equal means nothing has to be built again. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const walk = (entry: string): void => {
    const full = path.join(packageRoot, entry);
    if (!existsSync(full)) return;
    const stat = statSync(full);
    if (stat.isDirectory()) for (const name of readdirSync(full).sort()) walk(path.join(entry, name));
    else hash.update(`${entry}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const entry of BUILT_FROM) walk(entry);
  return hash.digest("hex");
}

/** Builds the web application when its sources changed since the last build. Throws with a sentence when that fails. */
export async function buildIfStale(say: (line: string) => void): Promise<void> {
  const stamp = path.join(packageRoot, ".next", "faultline-stamp");
  const now = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  say("Building the web application, about a minute; later starts skip this …");
  const next = path.join(packageRoot, "node_modules", "next", "dist", "bin", "next");
  const output: Buffer[] = [];
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(process.execPath, [next, "build"], {
      cwd: packageRoot,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "", NEXT_TELEMETRY_DISABLED: "1" },
    });
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    child.on("exit", resolve);
  });
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
    throw new FaultlineError("unavailable", "The web application could not be built; its messages stand above.");
  }
  writeFileSync(stamp, now);
}
