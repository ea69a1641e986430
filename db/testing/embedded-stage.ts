import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, constants, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { locateNative } from "../embedded/binaries";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Undoings in the order of doing; `undoAll` runs them backwards and forgets them. */
const undoings: (() => unknown)[] = [];

export const later = (undo: () => unknown): number => undoings.push(undo);

export async function undoAll(): Promise<void> {
  for (let undo = undoings.pop(); undo; undo = undoings.pop()) await undo();
}

/** A temporary folder; `mode` decides whether another user may pass. */
export function tempDir(mode = 0o711, name = ""): string {
  const home = mkdtempSync(path.join(tmpdir(), "faultline-embedded-"));
  later(() => rmSync(home, { recursive: true, force: true }));
  const dir = path.join(home, name);
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, mode);
  chmodSync(home, mode);
  return dir;
}

/** A copy of the package's programs that a test may damage; of a disk that can share blocks between files it takes no room. */
export function copyOfNative(parent: string): string {
  const from = path.join(locateNative(), "..");
  const to = path.join(parent, "package");
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (file) => !file.endsWith(".a"),
  });
  return path.join(to, "native");
}

export type Told = { url: string; pid: number; adopted: boolean; error?: string };

/** Starts the supervising process of its own and answers what it said first. */
export async function hold(
  dataDir: string,
  user: { uid?: number; gid?: number } = {},
): Promise<{ told: Told; child: ChildProcess }> {
  const child = spawn(process.execPath, ["--import", "tsx", path.join(ROOT, "db/testing/hold-embedded.ts"), dataDir], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    ...user,
  });
  later(() => child.kill("SIGKILL"));
  const told = await new Promise<Told>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(JSON.parse(text) as Told);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it said anything: ${text}`)));
  });
  return { told, child };
}

/** Ends a process and waits until it has. */
export async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return ended;
}

/** One query on a connection of its own. */
export async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** An unprivileged user of this machine, for a test that runs as root. */
export function nobody(): { uid: number; gid: number } | null {
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"));
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : null;
}
