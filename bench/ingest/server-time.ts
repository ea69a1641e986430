import { readFileSync } from "node:fs";

/** Linux counts a process's time in hundredths of a second. */
const TICK_MS = 10;

/**
 * Processor time of database backends in ms, by their process ids: what the server itself worked, whoever else was busy.
 * Null where processes cannot be looked at.
 */
export function serverMs(pids: readonly number[]): number | null {
  try {
    return pids.reduce((sum, pid) => {
      // The name in brackets may hold blanks; fields are counted after it.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      return sum + (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    }, 0);
  } catch {
    return null;
  }
}
