import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { asAccount, program, serverEnv } from "./cluster";
import { connects, type Endpoint } from "./connection";
import { EmbeddedError } from "./embedded-error";
import { explainOutput, explainSpawn, OWN_SERVER } from "./explain";
import type { Place } from "./place";
import { readPostmaster } from "./postmaster-file";
import { isRunning, sleep } from "./processes";

export const HOST = "127.0.0.1";
const READY_MS = 180_000;
const STOP_MS = 120_000;
const LOG_MAX_BYTES = 10_000_000;

const SETTINGS = {
  listen_addresses: HOST,
  // Loopback with a password: no socket file, whose path could be too long or its folder open to all.
  unix_socket_directories: "",
  // A container's /dev/shm is 64 MB, too small for a parallel hash join.
  dynamic_shared_memory_type: "mmap",
  shared_buffers: "256MB",
  max_wal_size: "2GB",
  random_page_cost: "1.1",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  cluster_name: "faultline",
};

/** A port of the loopback interface that is free right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, HOST, () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

function openLog(file: string): number {
  if (existsSync(file) && statSync(file).size > LOG_MAX_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

type Launch = { child: ChildProcess; failure: () => EmbeddedError | null; said: () => string };

function launch(place: Place, native: string, port: number): Launch {
  const file = program(native, "postgres");
  const log = openLog(place.logFile);
  const start = fstatSync(log).size;
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  let failure: EmbeddedError | null = null;
  try {
    // A session of its own: Ctrl-C in the terminal reaches Faultline, which then stops the server in its turn. The log is a file and
    // not a pipe, so a server that outlives its supervisor can still write.
    const child = spawn(file, ["-D", place.clusterDir, ...settings], {
      cwd: "/",
      env: serverEnv(),
      detached: true,
      stdio: ["ignore", log, log],
      ...asAccount(place),
    });
    child.on("error", (error) => {
      failure = explainSpawn(error, file, place.account?.name ?? null);
    });
    child.unref();
    return { child, failure: () => failure, said: () => readFileSync(place.logFile).subarray(start).toString() };
  } catch (error) {
    throw explainSpawn(error, file, place.account?.name ?? null);
  } finally {
    closeSync(log);
  }
}

/** Waits until the server accepts connections; answers what it said when it ended instead. */
async function untilReady(
  place: Place,
  { child, failure, said }: Launch,
  endpoint: Endpoint,
  log: (line: string) => void,
): Promise<string | null> {
  const began = Date.now();
  let told = began;
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 1.5, 100)) {
    const broken = failure();
    if (broken) throw broken;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      if (child.pid !== undefined) return said();
    } else {
      const lock = readPostmaster(place.clusterDir);
      if (lock?.pid === child.pid && lock.status === "ready" && (await connects(endpoint, place.clusterDir)) === "ours")
        return null;
    }
    if (Date.now() - told > 5_000) {
      told = Date.now();
      log("The embedded Postgres is recovering after an unclean end …");
    }
    if (Date.now() - began > READY_MS) {
      throw new EmbeddedError(
        "start",
        `The embedded Postgres was not ready after three minutes (its log is ${place.logFile}): try again, ${OWN_SERVER}.`,
      );
    }
    await sleep(waitMs);
  }
}

export type Started = { child: ChildProcess; pid: number; port: number };

/**
 * Starts a server on an existing cluster. A port that was taken meanwhile means another port; a lock that is just being given up means
 * a little patience; anything else is one sentence.
 */
export async function startServer(
  place: Place,
  native: string,
  password: string,
  pickPort: () => Promise<number>,
  log: (line: string) => void,
): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await pickPort();
    const launched = launch(place, native, port);
    try {
      const said = await untilReady(place, launched, { host: HOST, port, password }, log);
      if (said === null) return { child: launched.child, pid: launched.child.pid ?? 0, port };
      const portTaken = /Address already in use|could not create any TCP\/IP sockets/.test(said);
      const lockHeld = /lock file ".*" already exists|pre-existing shared memory block/.test(said);
      if (attempt >= 6 || !(portTaken || lockHeld)) throw startFailure(said, place, { portTaken, lockHeld });
      log(
        portTaken
          ? `Port ${port} was taken meanwhile, trying another.`
          : "An earlier server is still ending, waiting for it.",
      );
      if (lockHeld) await sleep(100 * 2 ** attempt);
    } catch (error) {
      await endServer(launched.child.pid ?? 0, place).catch(() => undefined);
      throw error;
    }
  }
}

function startFailure(
  said: string,
  place: Place,
  { portTaken, lockHeld }: { portTaken: boolean; lockHeld: boolean },
): EmbeddedError {
  if (portTaken)
    return new EmbeddedError(
      "busy",
      `No free port of ${HOST} could be kept for the embedded Postgres: try again, ${OWN_SERVER}.`,
    );
  if (lockHeld)
    return new EmbeddedError(
      "busy",
      `Another server still holds ${place.clusterDir}: end it (its pid is in postmaster.pid there) and try again.`,
    );
  return explainOutput(said, { dir: place.clusterDir, logFile: place.logFile });
}

/** Asks the server to end at once but cleanly (SIGINT, "fast"), and waits until it has. Never SIGKILL: that is what damages. */
export async function endServer(pid: number, place: Place, native?: string): Promise<void> {
  if (pid <= 0 || !isRunning(pid)) return;
  if (process.platform === "win32" && native) {
    spawn(program(native, "pg_ctl"), ["stop", "-D", place.clusterDir, "-m", "fast"], { stdio: "ignore" });
  } else {
    try {
      process.kill(pid, "SIGINT");
    } catch {
      return;
    }
  }
  const deadline = Date.now() + STOP_MS;
  for (let waitMs = 2; isRunning(pid); waitMs = Math.min(waitMs * 1.5, 100)) {
    if (Date.now() > deadline)
      throw new EmbeddedError(
        "busy",
        `The embedded Postgres (pid ${pid}) has not ended after two minutes: its log is ${place.logFile}.`,
      );
    await sleep(waitMs);
  }
}

export const forgetSupervisor = (place: Place): void => rmSync(place.supervisorFile, { force: true });
