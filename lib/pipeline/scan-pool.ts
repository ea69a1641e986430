import { ScanPool } from "@/lib/sandbox/pool";

let pool: ScanPool | undefined;

/** The worker's children that parse what it scans, started with the first file. */
export function scanPool(): ScanPool {
  pool ??= new ScanPool();
  return pool;
}

/** Ends them; the next file starts new ones. */
export function closeScanPool(): void {
  pool?.close();
  pool = undefined;
}
