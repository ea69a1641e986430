import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The folder of package.json. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const COMMAND = path.join(ROOT, "lib", "cli", "faultline.mjs");

/** Where one Faultline keeps its files and listens. */
export type Place = { dataDir: string; port: number };

/** The server that the whole run shares: the demo estate. */
export function sharedPlace(): Place {
  const dataDir = process.env.FAULTLINE_E2E_DATA_DIR;
  const port = Number(process.env.FAULTLINE_E2E_PORT);
  if (!dataDir || !port)
    throw new Error("FAULTLINE_E2E_DATA_DIR and FAULTLINE_E2E_PORT are set by playwright.config.ts.");
  return { dataDir, port };
}

function envOf({ dataDir, port }: Place): NodeJS.ProcessEnv {
  return { ...process.env, FAULTLINE_DATA_DIR: dataDir, PORT: String(port), DATABASE_URL: "", FAULTLINE_URL: "" };
}

/** Runs `faultline ARGS` beside a running server and gives what it printed. */
export async function faultline(place: Place, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...args], { cwd: ROOT, env: envOf(place) });
  return stdout.trim();
}

/** Runs `faultline ARGS` with this text on standard input, away from any server. */
export function faultlineReading(input: string, ...args: string[]): string {
  return execFileSync(process.execPath, [COMMAND, ...args], { cwd: ROOT, input, encoding: "utf8" });
}

export type RunningServer = Place & {
  baseUrl: string;
  /** What it printed when it was ready: the one-time link. */
  link: string;
  stop: () => Promise<void>;
};

/** Starts a Faultline of its own in a throw-away folder and waits for its one-time link. `stop` takes all of it away. */
export async function startServer(command: "serve" | "demo", port: number): Promise<RunningServer> {
  const place = { dataDir: mkdtempSync(path.join(tmpdir(), "faultline-e2e-")), port };
  const child = spawn(process.execPath, [COMMAND, command], {
    cwd: ROOT,
    env: envOf(place),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(place.dataDir, { recursive: true, force: true });
  };
  try {
    const link = await firstLink(child);
    return { ...place, baseUrl: new URL(link).origin, link, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A port of this machine that is free right now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

export type AnotherWeb = { baseUrl: string; end: (signal: NodeJS.Signals) => Promise<void> };

/** One more web process on the database of a running Faultline, started as on another machine: `serve --role web`. */
export async function startAnotherWeb(beside: Place): Promise<AnotherWeb> {
  const port = await freePort();
  const child = spawn(process.execPath, [COMMAND, "serve", "--role", "web"], {
    cwd: ROOT,
    env: envOf({ ...beside, port }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  // A group of its own, so that a kill -9 takes the launcher and the process that it started alike.
  const end = async (signal: NodeJS.Signals) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    process.kill(-child.pid, signal);
    await ended;
  };
  await new Promise<void>((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("is ready")) resolve();
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", (code) => reject(new Error(`It ended with code ${code} before it was ready:\n${said}`)));
  });
  return { baseUrl: `http://127.0.0.1:${port}`, end };
}

function firstLink(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const link = /https?:\/\/\S+token=\S+/.exec(said)?.[0];
      if (link) resolve(link);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", (code) => reject(new Error(`It ended with code ${code} before it was ready:\n${said}`)));
  });
}
