import { availableParallelism } from "node:os";
import type { RangeSource } from "@/lib/bytes/range-source";
import type { ScanResult } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { DEFAULT_LIMITS, type ScanLimits } from "@/lib/scanners/scan-context";
import { childProgram } from "./bundle";
import { ChildGone, ScanChild, ScannerBroken, type ScanOrder } from "./scan-child";
import type { ByteWindow } from "./windows";

const MAX_CHILDREN = 8;
const MEMORY_MB = 1_024;
/** Above the scanners' own limit of time, which ends a file with what was found. */
const HANG_MS = 90_000;
const TRIES = 2;

export type PoolOptions = {
  /** Children at most; one for each core unless told otherwise. */
  children?: number;
  memoryMb?: number;
  hangMs?: number;
  /** Another program than ours, for tests of a child that misbehaves. */
  program?: string;
};

export type PoolScan = {
  result: ScanResult;
  windows: ByteWindow[];
  /** A sentence where the scan came to no end: the result then is an error with nothing read. */
  trouble: string | null;
};

/** Scans in child processes that can do no harm; see the room's README. Close it to let the process end. */
export class ScanPool {
  private readonly idle: ScanChild[] = [];
  private readonly busy = new Set<ScanChild>();
  private readonly queue: (() => void)[] = [];
  private readonly size: number;
  private running = 0;
  private closed = false;

  constructor(private readonly options: PoolOptions = {}) {
    this.size = Math.max(1, options.children ?? Math.min(MAX_CHILDREN, availableParallelism()));
  }

  /** How many files are worth handing in at once: one for each child, and one more that is being opened. */
  get width(): number {
    return this.size + 1;
  }

  /** Starts the children before the first file is there. */
  async warm(count = this.size): Promise<void> {
    while (this.idle.length + this.busy.size < Math.min(count, this.size)) this.idle.push(await this.start());
  }

  /**
   * Scans one file; waits for a free child. What the source throws is thrown; a child that dies or hangs twice, or a scanner
   * that breaks, is an error verdict with a sentence.
   */
  async scan(source: RangeSource, name: string, o: { limits?: ScanLimits; windows?: boolean } = {}): Promise<PoolScan> {
    const order = { source, name, limits: o.limits ?? DEFAULT_LIMITS, windows: o.windows ?? false };
    for (let tries = 1; ; tries++) {
      try {
        return { ...(await this.once(order)), trouble: null };
      } catch (error) {
        if (error instanceof ScannerBroken)
          return failed(
            source,
            "scanner_failed",
            `${said(name)}: a scanner failed on it (${showText(error.message, 200)}).`,
          );
        if (!(error instanceof ChildGone)) throw error;
        if (tries < TRIES && !this.closed) continue;
        const word = error.why === "hung" ? "scanner_hung" : "scanner_died";
        return failed(source, word, `${said(name)}: its scanner was tried twice; ${error.message}.`);
      }
    }
  }

  /** Ends every child. Scans under way end as errors. */
  close(): void {
    this.closed = true;
    for (const child of [...this.idle, ...this.busy]) child.stop();
    this.idle.length = 0;
  }

  private async once(order: ScanOrder): Promise<{ result: ScanResult; windows: ByteWindow[] }> {
    while (this.running >= this.size) await new Promise<void>((free) => this.queue.push(free));
    if (this.closed) throw new ChildGone("died", "scanning was ended");
    // Counted before anything is awaited, or two would start a child for one place.
    this.running += 1;
    let child: ScanChild | undefined;
    try {
      child = this.waiting() ?? (await this.start());
      this.busy.add(child);
      return await child.scan(order);
    } finally {
      this.running -= 1;
      if (child !== undefined) this.give(child);
      this.queue.shift()?.();
    }
  }

  private waiting(): ScanChild | undefined {
    let child = this.idle.pop();
    while (child?.gone) child = this.idle.pop();
    return child;
  }

  private give(child: ScanChild): void {
    this.busy.delete(child);
    if (child.gone || this.closed) child.stop();
    else this.idle.push(child);
  }

  private async start(): Promise<ScanChild> {
    const program = this.options.program ?? (await childProgram());
    const { memoryMb = MEMORY_MB, hangMs = HANG_MS } = this.options;
    return new ScanChild({ program, memoryMb, hangMs });
  }
}

const said = (name: string): string => showText(name, 120);

function failed(source: RangeSource, reason: string, trouble: string): PoolScan {
  const coverage = { bytesTotal: source.size, bytesParsed: 0, bytesOpaque: 0, bytesUnclaimed: source.size };
  const result: ScanResult = {
    sizeBytes: source.size,
    formats: [],
    verdict: "error",
    reasons: [reason],
    coverage,
    bytesRead: 0,
    evidence: [],
  };
  return { result, windows: [], trouble };
}
