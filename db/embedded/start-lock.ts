import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { EmbeddedError } from "./embedded-error";
import { errorCode } from "./explain";
import { isRunning, processStamp, sleep } from "./processes";

const WAIT_MS = 180_000;

/** `<pid> <stamp>`: the stamp tells the process from a later one with the same number. */
export const selfMark = (): string => `${process.pid} ${processStamp(process.pid)}`;

/** Whether the process that left this mark still runs. */
export function markLives(mark: string): boolean {
  const [pid = "", stamp = ""] = mark.trim().split(" ");
  return /^\d+$/.test(pid) && isRunning(Number(pid)) && processStamp(Number(pid)) === stamp;
}

function readMark(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Takes the lock away from a dead holder, and gives it back if it turns out that a living one had just taken it. */
function breakLock(file: string): void {
  const aside = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (markLives(readMark(aside) ?? "")) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process holds it by now: the loser finds out at its next look.
    }
  }
  rmSync(aside, { force: true });
}

/**
 * Runs `work` while no other process starts a server on the same data directory. A holder that was killed is noticed by its pid, so a
 * lock never has to be removed by hand.
 */
export async function withStartLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + WAIT_MS;
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
    // Written aside and linked: the lock never exists without its mark.
    const draft = `${file}.${randomBytes(4).toString("hex")}`;
    writeFileSync(draft, selfMark(), { mode: 0o600 });
    try {
      linkSync(draft, file);
      break;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    if (!markLives(readMark(file) ?? selfMark())) breakLock(file);
    else if (Date.now() > deadline) {
      throw new EmbeddedError(
        "busy",
        `Another Faultline process has been starting the database for three minutes (${file}): stop it and try again.`,
      );
    } else await sleep(waitMs);
  }
  try {
    return await work();
  } finally {
    if (readMark(file) === selfMark()) rmSync(file, { force: true });
  }
}
