import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { errorCode } from "./explain";

type Stat = { name: string; state: string; stamp: string };

/** `/proc/<pid>/stat`, where the name may itself hold spaces and parentheses. Null where there is no /proc or no such pid. */
function procStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const end = text.lastIndexOf(")");
    const rest = text.slice(end + 2).split(" ");
    return { name: text.slice(text.indexOf("(") + 1, end), state: rest[0] ?? "", stamp: rest[19] ?? "" };
  } catch {
    return null;
  }
}

/** True while the pid names anything at all, even a dead process that nobody reaped. */
export function pidTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

/** True while the process runs; one that is dead but not yet reaped counts as dead. */
export function isRunning(pid: number): boolean {
  if (!pidTaken(pid)) return false;
  const state = procStat(pid)?.state;
  return state !== "Z" && state !== "X";
}

/** True while the pid is a running Postgres: after a restart of the machine the number may be anybody's. */
export function isPostgres(pid: number): boolean {
  if (!isRunning(pid)) return false;
  const stat = procStat(pid);
  if (stat) return stat.name.startsWith("postgres");
  if (process.platform === "win32") return true;
  try {
    const [state = "", name = ""] = execFileSync("ps", ["-p", String(pid), "-o", "stat=,comm="], { encoding: "utf8" })
      .trim()
      .split(/\s+/);
    return !state.startsWith("Z") && name.includes("postgres");
  } catch {
    return false;
  }
}

/** When the process began, as the system counts it; tells a pid from its later namesake. Empty where unknown. */
export function processStamp(pid: number): string {
  return procStat(pid)?.stamp ?? "";
}

/** The processes whose working directory is `dir` (every Postgres process sits in its data directory); null where unknowable. */
export function processesIn(dir: string): number[] | null {
  if (process.platform !== "linux") return null;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === dir && isRunning(pid);
      } catch {
        return false;
      }
    });
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
