import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { EmbeddedError } from "./embedded-error";
import { errorCode } from "./explain";
import { isRunning, processStamp, sleep } from "./processes";

const WAIT_MS = 180_000;
const BLANK_MS = 5_000;

/** `<pid> <stamp>`: the stamp tells the process from a later one with the same number. */
export const selfMark = (): string => `${process.pid} ${processStamp(process.pid)}`;

/** Whether the process that left this mark still runs. */
export function markLives(mark: string): boolean {
  const [pid = "", stamp = ""] = mark.trim().split(" ");
  return /^\d+$/.test(pid) && isRunning(Number(pid)) && processStamp(Number(pid)) === stamp;
}

/** What the lock says; null where there is none. A lock that was made but not yet written is as good as a living one for a moment. */
function readMark(file: string): string | null {
  try {
    const mark = readFileSync(file, "utf8");
    return mark === "" && Date.now() - statSync(file).mtimeMs < BLANK_MS ? selfMark() : mark;
  } catch {
    return null;
  }
}

/** Takes the lock away from a dead holder, and gives it back if it turns out that a living one had just taken it. */
function breakLock(file: string): void {
  const aside = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    renameSync(file, aside);
    const mark = readMark(aside) ?? "";
    if (markLives(mark)) writeFileSync(file, mark, { mode: 0o600, flag: "wx" });
  } catch {
    // Somebody else was quicker, and is seen at the next look.
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
    try {
      writeFileSync(file, selfMark(), { mode: 0o600, flag: "wx" });
      break;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
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
