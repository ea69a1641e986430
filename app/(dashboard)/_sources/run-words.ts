import type { RunRow } from "@/lib/domain/views/work-views";

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** `38.2 MB`: powers of 1000, one decimal where it says something. */
export function byteWords(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1).replace(/\.0$/, "")} ${UNITS[unit] ?? "B"}`;
}

/** What a run changed, in the order one asks: assets, findings, files, what was set aside. Nothing is said twice as zero. */
export function runTallies(stats: RunRow["stats"]): string[] {
  const n = (value: number) => value.toLocaleString("en");
  const said: [number, string][] = [
    [stats.assetsNew, `+${n(stats.assetsNew)} assets new`],
    [stats.assetsChanged, `${n(stats.assetsChanged)} changed`],
    [stats.assetsGone, `${n(stats.assetsGone)} gone`],
    [stats.findingsOpened, `${n(stats.findingsOpened)} findings opened`],
    [stats.findingsClosed, `${n(stats.findingsClosed)} closed`],
    [stats.filesScanned, `${n(stats.filesScanned)} files, ${byteWords(stats.bytesRead)} read`],
    [stats.quarantined, `${n(stats.quarantined)} set aside`],
    [stats.restarts, `taken up again ${stats.restarts === 1 ? "once" : `${n(stats.restarts)} times`}`],
  ];
  return said.filter(([value]) => value > 0).map(([, words]) => words);
}

export const RUN_STATE_WORDS: Record<RunRow["state"], string> = {
  queued: "Queued",
  running: "Running",
  held: "Held",
  applied: "Applied",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** A run that a worker has or will take: its numbers change while one looks. */
export function isActive(run: Pick<RunRow, "state"> | null): boolean {
  return run?.state === "queued" || run?.state === "running";
}
