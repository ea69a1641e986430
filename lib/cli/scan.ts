import { writeFile } from "node:fs/promises";
import type { Remote } from "@/lib/bytes/remote/remote-file";
import { showText } from "@/lib/domain/text";
import { ScanPool } from "@/lib/sandbox/pool";
import { applyAllowList, expiredSentences, readAllowList } from "./scan-allow";
import type { AllowList } from "./scan-allow-list";
import { cycloneDxReport } from "./scan-cyclonedx";
import { errorCode, failedTarget, scanOne } from "./scan-one";
import { scanProgress } from "./scan-progress";
import {
  countIn,
  emptySummary,
  exitCode,
  type FailOn,
  jsonReport,
  type ScannedFile,
  type ScanSummary,
} from "./scan-report";
import { sarifReport } from "./scan-sarif";
import { tableReport } from "./scan-table";
import { findTargets, type ScanTarget, TargetError } from "./scan-targets";

export type ScanFormat = "table" | "json" | "sarif" | "cyclonedx";

export type ScanArguments = {
  targets: string[];
  format: ScanFormat;
  /** File to write the report to instead of stdout. */
  output?: string;
  failOn?: FailOn;
  /** Local files longer than this are reported as not scanned; of a remote file no more is read. */
  maxBytes?: number;
  /** Files scanned at once; one for each core unless told otherwise. */
  jobs?: number;
  /** The list of what is allowed. */
  allow?: string;
  /** Hosts, `name` or `name:port`, that may be on a private network or on this machine. */
  allowHost?: string[];
};

/** Where words go: a stream that may be a terminal. */
export type Sink = { write: (text: string) => unknown; isTTY?: boolean };
export type ScanIo = { stdout: Sink; stderr: Sink };

const USAGE = 4;

/**
 * `faultline scan`: scans files, folders and remote places without a database. Machine output goes to stdout (or `output`),
 * words to stderr. Gives the exit code: 4 usage, 1 malicious, 2 error or a model-bearing file not scanned, 3 suspicious, 0.
 */
export async function scanCommand(args: ScanArguments, io: ScanIo): Promise<number> {
  const started = performance.now();
  const say = (sentence: string) => io.stderr.write(`${sentence}\n`);
  let remote: Promise<Remote> | undefined;
  const remoteOnce = () => {
    remote ??= openRemoteFor(args);
    return remote;
  };
  const pool = new ScanPool(args.jobs === undefined ? {} : { children: args.jobs });
  try {
    if (args.targets.length === 0)
      throw new TargetError("Name at least one file or folder to scan, for example: faultline scan ./models");
    const today = new Date().toISOString().slice(0, 10);
    const list = await readAllowList({ named: args.allow, folder: process.cwd(), targets: args.targets, today }, say);
    if (list) for (const sentence of expiredSentences(list)) say(sentence);
    const { files: targets, failed } = await findTargets(args.targets, remoteOnce);
    const files = [...failed.map(failedTarget), ...(await scanAll(targets, pool, args, io))].map((file) =>
      list ? applyAllowList(file, list) : file,
    );
    const summary = emptySummary();
    for (const file of files) countIn(summary, file);
    summary.durationMs = Math.round(performance.now() - started);
    // The table says it beside the file; with machine output the sentences would be lost.
    if (args.format !== "table")
      for (const { message } of files) if (message !== undefined) say(showText(message, 500));
    const text = render(args.format, files, summary, list);
    if (args.output === undefined) io.stdout.write(text);
    else {
      await writeFile(args.output, text).catch((error: unknown) => {
        throw new TargetError(
          `${showText(args.output ?? "")}: the report cannot be written there (${errorCode(error)}).`,
        );
      });
    }
    return exitCode(files, args.failOn);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    say(error.message);
    return USAGE;
  } finally {
    pool.close();
    await (await remote)?.client.close();
  }
}

/** What remote targets are read through, as the arguments allow it. */
export async function openRemoteFor(args: Pick<ScanArguments, "allowHost" | "maxBytes">): Promise<Remote> {
  const { openRemote } = await import("@/lib/bytes/remote/remote-file");
  return openRemote({
    policy: { allowHosts: args.allowHost ?? [] },
    settings: process.env,
    ...(args.maxBytes !== undefined && { maxBytes: args.maxBytes }),
  });
}

/** Scans several at once, and gives them in the order in which they were found. */
export async function scanAll(
  targets: readonly ScanTarget[],
  pool: ScanPool,
  args: Pick<ScanArguments, "maxBytes">,
  io: Pick<ScanIo, "stderr">,
): Promise<ScannedFile[]> {
  const out: ScannedFile[] = new Array(targets.length);
  const progress = scanProgress(io.stderr, targets.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < targets.length; index = next++) {
      const target = targets[index];
      if (target === undefined) continue;
      progress.begin(target.path);
      const file = await scanOne(target, { pool, maxBytes: args.maxBytes });
      progress.end(file.bytesRead);
      out[index] = file;
    }
  };
  await Promise.all(Array.from({ length: Math.min(pool.width, targets.length) }, work));
  progress.close();
  return out;
}

function render(format: ScanFormat, files: ScannedFile[], summary: ScanSummary, list: AllowList | null): string {
  if (format === "table") return tableReport(files, summary);
  const allow = list && {
    path: list.path,
    digest: list.digest,
    entries: list.entries.length,
    expired: list.expired.length,
  };
  const document =
    format === "json"
      ? jsonReport(files, summary, allow)
      : format === "sarif"
        ? sarifReport(files)
        : cycloneDxReport(files);
  return `${JSON.stringify(document, null, 2)}\n`;
}
