import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** A real worker process on the given database; what it says goes into `said`. */
export function spawnWorker(databaseUrl: string, orphanSeconds = 1): { child: ChildProcess; said: () => string } {
  let text = "";
  const child = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", path.join(ROOT, "lib/pipeline/worker-main.ts")],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        NODE_OPTIONS: "",
        DATABASE_URL: databaseUrl,
        FAULTLINE_ORPHAN_SECONDS: String(orphanSeconds),
      },
    },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
  return { child, said: () => text };
}

/** Ends a process and waits until it has. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await ended;
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
