import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Figure, Options } from "./figure";

const CHILD = fileURLToPath(new URL("./fuzz-child.ts", import.meta.url));
const USUAL_COUNT = 20_000;
/** A process does this many files and ends, so that its memory is its own. */
const CHUNK = 20_000;
/** One small file that takes longer hangs: a scan's own limit in this run is 15 seconds. */
const HANG_SECONDS = 40;
const HEAP_MEGABYTES = 512;
const PEAK_BYTES = 1.5e9;
const SLOW_MS = 15_000;

type Found = {
  broken: string[];
  hung: number[];
  died: string[];
  slowest: { ms: number; seed: number };
  peakBytes: number;
};

/** Runs [from, to) in one child process; what hangs or kills it is noted and left out, and the rest goes on. */
async function runRange(folder: string, from: number, to: number, found: Found): Promise<void> {
  for (let next = from; next < to; ) {
    const progress = join(folder, `progress-${next}`);
    const child = spawn(
      process.execPath,
      [...process.execArgv, `--max-old-space-size=${HEAP_MEGABYTES}`, CHILD, progress, String(next), String(to)],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const end = watch(child, progress, found);
    readLines(child, found);
    const { code, hung, at } = await end;
    if (code === 0) return;
    if (hung) found.hung.push(at ?? next);
    else found.died.push(`${at ?? next} (exit ${code ?? "by a signal"})`);
    process.stderr.write(`fuzz: ${hung ? "hung" : "died"} on the file with seed ${at ?? next}\n`);
    next = (at ?? next) + 1;
  }
}

function readLines(child: ChildProcess, found: Found): void {
  if (child.stdout === null) return;
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = JSON.parse(text) as {
      kind: string;
      seed?: number;
      slowest?: { ms: number; seed: number };
      peakBytes?: number;
    };
    if (line.kind === "broken") found.broken.push(text);
    if (line.kind !== "done") process.stderr.write(`fuzz: ${text}\n`);
    if (line.slowest !== undefined && line.slowest.ms > found.slowest.ms) found.slowest = line.slowest;
    found.peakBytes = Math.max(found.peakBytes, line.peakBytes ?? 0);
  });
}

type End = { code: number | null; hung: boolean; at: number | undefined };

function watch(child: ChildProcess, progress: string, found: Found): Promise<End> {
  let seen: number | undefined;
  let since = performance.now();
  let hung = false;
  const timer = setInterval(() => {
    const now = progressOf(progress);
    if (now !== seen) {
      seen = now;
      since = performance.now();
    } else if (performance.now() - since > HANG_SECONDS * 1_000) {
      hung = true;
      child.kill("SIGKILL");
    }
  }, 500);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      clearInterval(timer);
      found.died.push(error.message);
      resolve({ code: 0, hung: false, at: undefined });
    });
    child.once("close", (code) => {
      clearInterval(timer);
      resolve({ code, hung, at: progressOf(progress) });
    });
  });
}

function progressOf(path: string): number | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.length === 8 ? bytes.readDoubleLE(0) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Damages fixtures of all scanners by number: `count` files, in processes of their own. A seed names a file for good, as long as
 * the fixtures stay as they are.
 */
export async function fuzzFigures(count: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "faultline-fuzz-"));
  const found: Found = { broken: [], hung: [], died: [], slowest: { ms: 0, seed: 0 }, peakBytes: 0 };
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const from = next;
      next = Math.min(count, from + CHUNK);
      await runRange(folder, from, next, found);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), Math.ceil(count / CHUNK)) }, worker));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const rate = count / ((performance.now() - started) / 1000);
  const line = (name: string, measured: string, target: string, ok: boolean): Figure => ({
    name: `fuzz, ${count} damaged files: ${name}`,
    measured,
    target,
    ok,
  });
  return [
    line("exceptions and results that do not add up", String(found.broken.length), "0", found.broken.length === 0),
    line("hangs", found.hung.join(", ") || "0", "0", found.hung.length === 0),
    line("processes that died", found.died.join(", ") || "0", "0", found.died.length === 0),
    line(
      "slowest",
      `${Math.round(found.slowest.ms)} ms (seed ${found.slowest.seed}; ${rate.toFixed(0)} files a second)`,
      `<= ${SLOW_MS} ms`,
      found.slowest.ms <= SLOW_MS,
    ),
    line(
      "peak memory of a process",
      `${(found.peakBytes / 1e6).toFixed(0)} MB`,
      `<= ${PEAK_BYTES / 1e6} MB`,
      found.peakBytes > 0 && found.peakBytes <= PEAK_BYTES,
    ),
  ];
}

/** The figures of `npm run bench -- fuzz [--fuzz N]`. */
export async function run(_scale: string, { fuzz }: Options): Promise<Figure[]> {
  return await fuzzFigures(fuzz ?? USUAL_COUNT);
}
