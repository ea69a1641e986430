import { readFileSync } from "node:fs";
import path from "node:path";

export const postmasterFile = (clusterDir: string): string => path.join(clusterDir, "postmaster.pid");

/** What a running server writes about itself: line 1 pid, 4 port, 8 status. `status` is "" until it has one; `port` 0 until known. */
export type Postmaster = { pid: number; port: number; status: string };

/** The server's lock file, or null when there is none; a file without a pid counts as pid 0. */
export function readPostmaster(clusterDir: string): Postmaster | null {
  try {
    const lines = readFileSync(postmasterFile(clusterDir), "utf8").split("\n");
    const number = (text: string | undefined): number => (/^\s*\d+\s*$/.test(text ?? "") ? Number(text) : 0);
    return { pid: number(lines[0]), port: number(lines[3]), status: (lines[7] ?? "").trim() };
  } catch {
    return null;
  }
}
