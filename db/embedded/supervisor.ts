import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { locateNative, readyBinaries } from "./binaries";
import { createCluster } from "./cluster";
import { connects, databaseUrl, type Endpoint, ensureDatabase } from "./connection";
import { EmbeddedError } from "./embedded-error";
import { explainFile } from "./explain";
import { type Place, readPassword, settlePlace, writeWhole } from "./place";
import { postmasterFile, readPostmaster } from "./postmaster-file";
import { isPostgres, pidTaken, processesIn, sleep } from "./processes";
import { endServer, forgetSupervisor, freePort, HOST, startServer } from "./server";
import { markLives, selfMark, withStartLock } from "./start-lock";

export type Embedded = {
  /** Connection string of the database `faultline`. */
  url: string;
  /** The server's process. */
  pid: number;
  /** True when the server was already running. */
  adopted: boolean;
  /** Ends the server if it is this process's to end: one it started, or one whose supervisor died. Safe to call twice. */
  stop(): Promise<void>;
};

/** What a test puts in place of the machine. */
export type Surroundings = { native?: string; shelters?: readonly string[]; pickPort?: () => Promise<number> };

const ADOPT_MS = 60_000;

export async function supervise(
  dataDir: string,
  log: (line: string) => void,
  around: Surroundings = {},
): Promise<Embedded> {
  const absolute = path.resolve(dataDir);
  const native = around.native ?? locateNative();
  const place = settlePlace(absolute, around.shelters);
  try {
    return await withStartLock(path.join(place.dataDir, "pg18.lock"), () => startOrAdopt(place, native, around, log));
  } catch (error) {
    throw explainFile(error, absolute);
  }
}

async function startOrAdopt(
  place: Place,
  native: string,
  around: Surroundings,
  log: (line: string) => void,
): Promise<Embedded> {
  const running = existsSync(place.clusterDir) ? await findRunning(place, log) : null;
  if (running) {
    await ensureDatabase(running.endpoint);
    return adopt(place, running, log);
  }
  const binaries = readyBinaries(native, place.account, place.shelter);
  if (!existsSync(place.clusterDir)) {
    log(`Creating the embedded database in ${place.clusterDir}.`);
    await createCluster(place, binaries);
  }
  const password = readPassword(place);
  const { child, pid, port } = await startServer(place, binaries, password, around.pickPort ?? freePort, log);
  const endpoint = { host: HOST, port, password };
  let wanted = true;
  child.on("exit", (code, signal) => {
    if (wanted)
      log(`The embedded Postgres ended unexpectedly (${signal ?? `code ${code}`}); its log is ${place.logFile}.`);
  });
  try {
    await ensureDatabase(endpoint);
    writeWhole(place.supervisorFile, selfMark());
  } catch (error) {
    wanted = false;
    await endServer(pid, place, binaries);
    throw error;
  }
  return owned(place, { pid, endpoint }, false, binaries, () => {
    wanted = false;
  });
}

type Running = { pid: number; endpoint: Endpoint };

/** The live server on this cluster, or null once it is certain that there is none and none is just ending. */
async function findRunning(place: Place, log: (line: string) => void): Promise<Running | null> {
  const deadline = Date.now() + ADOPT_MS;
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
    const lock = readPostmaster(place.clusterDir);
    if (!lock) return null;
    const here = processesIn(place.clusterDir);
    // A Postgres elsewhere may have got the dead server's number: ours sits in its data directory.
    if (lock.pid > 0 && isPostgres(lock.pid) && (here === null || here.includes(lock.pid))) {
      const endpoint = { host: HOST, port: lock.port, password: readPassword(place) };
      const answer = lock.port > 0 && lock.status === "ready" ? await connects(endpoint, place.clusterDir) : "silent";
      if (answer === "ours") return { pid: lock.pid, endpoint };
      if (answer === "refused") {
        throw new EmbeddedError(
          "password",
          `A Postgres (pid ${lock.pid}) runs on ${place.clusterDir} but refuses the password in ${place.passwordFile}: end it and try again.`,
        );
      }
    } else if (leftoversGone(here, lock.pid)) {
      return dropStaleLock(place, lock.pid, log);
    }
    if (Date.now() > deadline) {
      throw new EmbeddedError(
        "busy",
        `${postmasterFile(place.clusterDir)} names process ${lock.pid}, which neither answers nor ends: end it, or delete that file if it is no Postgres.`,
      );
    }
    await sleep(waitMs);
  }
}

/** After a kill -9 the server's children live on for a moment, and while they do a second server would damage the data. */
function leftoversGone(left: number[] | null, pid: number): boolean {
  // Where processes cannot be listed, Postgres's own check of a free pid must do; a pid that somebody took is waited for.
  return left === null ? !pidTaken(pid) : left.length === 0;
}

/** Postgres removes a stale lock itself unless its pid is taken: by an unrelated process after a restart, or by its own unreaped body. */
function dropStaleLock(place: Place, pid: number, log: (line: string) => void): null {
  log("The embedded Postgres did not end cleanly last time; it recovers by itself.");
  if (pid === 0 || pidTaken(pid)) rmSync(postmasterFile(place.clusterDir), { force: true });
  return null;
}

function adopt(place: Place, running: Running, log: (line: string) => void): Embedded {
  const mark = existsSync(place.supervisorFile) ? readFileSync(place.supervisorFile, "utf8") : "";
  if (markLives(mark)) {
    log("Using the embedded Postgres that another Faultline process runs.");
    return { url: databaseUrl(running.endpoint), pid: running.pid, adopted: true, stop: async () => undefined };
  }
  log("Taking over the embedded Postgres whose Faultline process is gone.");
  writeWhole(place.supervisorFile, selfMark());
  return owned(place, running, true, undefined, () => undefined);
}

function owned(
  place: Place,
  { pid, endpoint }: Running,
  adopted: boolean,
  native: string | undefined,
  expectEnd: () => void,
): Embedded {
  // Last resort for a process that ends without stop(): ask, without waiting.
  const onExit = (): void => {
    try {
      process.kill(pid, "SIGINT");
    } catch {
      // It has ended already.
    }
  };
  process.once("exit", onExit);
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      expectEnd();
      process.off("exit", onExit);
      // Between our start and now the pid may have ended and become another process's.
      if (readPostmaster(place.clusterDir)?.pid === pid) await endServer(pid, place, native);
      forgetSupervisor(place);
    })();
    return stopping;
  };
  return { url: databaseUrl(endpoint), pid, adopted, stop };
}
