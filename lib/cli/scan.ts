import { writeFile } from "node:fs/promises";
import { FileSource } from "@/lib/bytes/file-source";
import { showText } from "@/lib/domain/text";
import { scanFile } from "@/lib/scanners/scan-file";
import { cycloneDxReport } from "./scan-cyclonedx";
import { countIn, emptySummary, exitCode, type FailOn, jsonReport, type ScannedFile } from "./scan-report";
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
  /** Files longer than this are not opened for scanning; they are reported as not scanned. */
  maxBytes?: number;
};

/** Where words go: a stream that may be a terminal. */
export type Sink = { write: (text: string) => unknown; isTTY?: boolean };
export type ScanIo = { stdout: Sink; stderr: Sink };

const USAGE = 4;

/**
 * `faultline scan`: scans files and folders without a database. Machine output goes to stdout (or `output`), words to
 * stderr. Gives the exit code: 4 usage, 1 malicious, 2 error or a model-bearing file not scanned, 3 suspicious, 0.
 */
export async function scanCommand(args: ScanArguments, io: ScanIo): Promise<number> {
  const started = performance.now();
  let targets: ScanTarget[];
  try {
    if (args.targets.length === 0)
      throw new TargetError("Name at least one file or folder to scan, for example: faultline scan ./models");
    targets = await findTargets(args.targets);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return USAGE;
  }
  const summary = emptySummary();
  const files: ScannedFile[] = [];
  for (const [i, target] of targets.entries()) {
    if (io.stderr.isTTY === true)
      io.stderr.write(`\r\u001b[2K${i + 1} of ${targets.length}  ${showText(target.path, 60)}`);
    const file = await scanTarget(target, args.maxBytes);
    files.push(file);
    countIn(summary, file);
  }
  if (io.stderr.isTTY === true) io.stderr.write("\r\u001b[2K");
  summary.durationMs = Math.round(performance.now() - started);
  const text = render(args.format, files, summary);
  if (args.output === undefined) io.stdout.write(text);
  else {
    try {
      await writeFile(args.output, text);
    } catch (error) {
      io.stderr.write(`${showText(args.output)}: the report cannot be written there (${errorCode(error)}).\n`);
      return USAGE;
    }
  }
  return exitCode(files, args.failOn);
}

function render(format: ScanFormat, files: ScannedFile[], summary: ReturnType<typeof emptySummary>): string {
  if (format === "table") return tableReport(files, summary);
  const document =
    format === "json" ? jsonReport(files, summary) : format === "sarif" ? sarifReport(files) : cycloneDxReport(files);
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Scans one file; one that cannot be opened or read is an error verdict of its own, and the rest goes on. */
async function scanTarget({ target, path, file }: ScanTarget, maxBytes?: number): Promise<ScannedFile> {
  let source: FileSource | undefined;
  try {
    source = await FileSource.open(file);
    if (maxBytes !== undefined && source.size > maxBytes)
      return unread(target, path, source.size, "not_scanned", "too_large");
    const sha256 = await source.sha256();
    return { target, path, ...(await scanFile(source, path)), sha256 };
  } catch (error) {
    return unread(target, path, source?.size ?? 0, "error", `unreadable_${errorCode(error).toLowerCase()}`);
  } finally {
    await source?.close();
  }
}

function unread(
  target: string,
  path: string,
  sizeBytes: number,
  verdict: "error" | "not_scanned",
  reason: string,
): ScannedFile {
  const coverage = { bytesTotal: sizeBytes, bytesParsed: 0, bytesOpaque: 0, bytesUnclaimed: sizeBytes };
  return { target, path, sizeBytes, formats: [], verdict, reasons: [reason], coverage, bytesRead: 0, evidence: [] };
}

function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
  return /^\w{1,40}$/.test(code) ? code : "failed";
}
