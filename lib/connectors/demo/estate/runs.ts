import { hash } from "node:crypto";

export type RunNumber = 1 | 2;
export const RUN_NUMBERS: readonly RunNumber[] = [1, 2];

/** When each run of the estate was made, and the clock its ages count to. */
export const RUNS: Record<RunNumber, { key: string; folder: string; at: string; documentsAt: string }> = {
  1: { key: "demo-run-1", folder: "run-1", at: "2026-11-09T12:00:00Z", documentsAt: "2026-11-09T11:30:00Z" },
  2: { key: "demo-run-2", folder: "run-2", at: "2026-11-16T06:00:00Z", documentsAt: "2026-11-16T05:45:00Z" },
};
export const DEMO_CLOCK = "2026-11-16T08:00:00Z";
export const DEMO_LABEL = "Demo: Larkmoor Mutual, invented";

/** The tags of the estate, under the names the connector is told to read. */
export const TAG_NAMES = { owner: "lm-owner", env: "env", data: "lm-data", criticality: "lm-crit" } as const;

/** A stand-in commit: forty hex digits that follow from the name. */
export function standInCommit(name: string): string {
  return hash("sha1", `larkmoor ${name}`, "hex");
}

/** A stand-in UUID that follows from the name, in the form of version 4. */
export function standInUuid(name: string): string {
  const h = hash("sha256", `larkmoor ${name}`, "hex");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
}

/** Owner, environment, data and business level as the estate's tags state them. */
export type Tags = { owner?: string; env?: string; data?: number; crit?: number };

/** JSON as a document of the estate is written: two spaces, a line end. */
export function jsonText(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
