import { INFLATED_PAGE_BYTES, type PagePool } from "@/lib/bytes/inflated-source";
import type { RangeSource } from "@/lib/bytes/range-source";
import type { PartScan } from "./part-scan";

export type ScanLimits = {
  /** Opcodes walked in one file, all its pickles together. */
  maxOps: number;
  /** Wall clock for one file; reaching it is an error verdict, never silence. */
  maxMs: number;
  /** Unpacked bytes of one member, of all members of the file together, and of a member against its packed size. */
  maxInflatedBytes: number;
  maxUnpackedBytes: number;
  maxInflateRatio: number;
  /** Unpacked bytes kept in memory at a time so that they need not be unpacked again. */
  maxKeptBytes: number;
  /** Archives inside archives. */
  maxDepth: number;
  /** Entries of one archive. */
  maxEntries: number;
};

export const DEFAULT_LIMITS: ScanLimits = {
  maxOps: 2 ** 31,
  maxMs: 60_000,
  maxInflatedBytes: 2 ** 30,
  maxUnpackedBytes: 2 ** 32,
  maxKeptBytes: 2 ** 27,
  maxInflateRatio: 200,
  maxDepth: 8,
  maxEntries: 200_000,
};

/** What a scan may still spend; shared by all streams of a file so that many small ones cost as much as one big. */
export type Budget = { ops: number; deadlineMs: number; unpackedBytes: number; pool: PagePool };

/** What a whole file may spend. */
export function budgetOf(limits: ScanLimits): Budget {
  return {
    ops: limits.maxOps,
    deadlineMs: performance.now() + limits.maxMs,
    unpackedBytes: limits.maxUnpackedBytes,
    pool: { pages: Math.floor(limits.maxKeptBytes / INFLATED_PAGE_BYTES) },
  };
}

/** What a scanner is given: bytes by offset, the name as a hint only, and what may still be spent. */
export type ScanContext = {
  source: RangeSource;
  name: string;
  head: Buffer;
  limits: ScanLimits;
  budget: Budget;
  depth: number;
  /** Scans a part (an archive member) as a file of its own, whatever it holds. */
  scanPart: (source: RangeSource, name: string) => Promise<PartScan>;
};

export type ScannerManifest = {
  id: string;
  label: string;
  /** Words that may stand in a result's `formats`. */
  formats: readonly string[];
};

/** One format. `matches` looks at the bytes; a name alone never decides. Every scanner that matches is run. */
export type Scanner = {
  manifest: ScannerManifest;
  matches: (context: ScanContext) => Promise<boolean>;
  scan: (context: ScanContext) => Promise<PartScan>;
  /**
   * Only of containers: opens the member that a path of evidence names (labels from the outside in, joined by `!`), and
   * gives what of the path is left. Undefined when there is no such member.
   */
  findMember?: (context: ScanContext, path: string) => Promise<FoundMember | undefined>;
};

export type FoundMember = { source: RangeSource; rest: string | undefined };
