/** One line of a bench: what was measured beside what it has to reach. */
export type Figure = { name: string; measured: string; target: string; ok: boolean };

export const SIZES: Record<string, number> = { "10k": 10_000, "100k": 100_000, "1m": 1_000_000 };

/** Assets of a published scale. */
export function sizeOf(scale: string): number {
  const size = SIZES[scale];
  if (size === undefined) throw new Error(`Scale ${scale} is not one of ${Object.keys(SIZES).join(", ")}`);
  return size;
}

/** A time for people. */
export function time(ms: number): string {
  if (ms < 1) return `${(ms * 1_000).toFixed(ms < 0.01 ? 1 : 0)} us`;
  return ms < 1_000 ? `${ms.toFixed(ms < 10 ? 2 : 0)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

export const ratio = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)}x`;

/** Said aloud where a figure cannot be had here: a line for people on stderr, never a figure that looks measured. */
export function skipped(what: string, why: string): void {
  process.stderr.write(`bench: ${what} skipped: ${why}\n`);
}

export function note(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

/** `fuzz`: how many damaged files, if any. `write`: keep the result where the README shows it. `kills`: how many, if any. */
export type Options = { fuzz: number | undefined; write: boolean; kills: number };
