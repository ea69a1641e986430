import { SliceSource } from "@/lib/bytes/slice-source";
import { FaultlineError } from "@/lib/domain/errors";
import type { ScanResult } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { NetError } from "@/lib/net/net-error";
import type { ScanPool } from "@/lib/sandbox/pool";
import { DEFAULT_LIMITS } from "@/lib/scanners/scan-context";
import { verdictOf } from "@/lib/scanners/verdict";
import type { ScannedFile } from "./scan-report";
import type { FailedTarget, OpenedTarget, ScanTarget } from "./scan-targets";

/** What is looked at again alone when the rest of a remote file costs more than it may. */
const PREFIX_BYTES = 4 * 1024 * 1024;
/** A remote file waits for its server: the scanners' clock is no measure for that. */
const REMOTE_LIMITS = { ...DEFAULT_LIMITS, maxMs: 10 * 60_000 };

export type ScanOneOptions = {
  pool: ScanPool;
  /** Local files longer than this are not scanned; of a remote one no more is read. */
  maxBytes?: number | undefined;
};

/** Scans one file; one that cannot be opened or read is a verdict of its own, with a sentence, and the rest goes on. */
export async function scanOne(target: ScanTarget, options: ScanOneOptions): Promise<ScannedFile> {
  let opened: OpenedTarget | undefined;
  try {
    opened = await target.open();
    if (!opened.http && options.maxBytes !== undefined && opened.source.size > options.maxBytes)
      return unread(target, opened.source.size, "not_scanned", "too_large");
    return opened.http ? await scanRemote(target, opened, options.pool) : await scanLocal(target, opened, options.pool);
  } catch (error) {
    return refused(target, opened, error);
  } finally {
    await opened?.close();
  }
}

/** A target that could not even be listed, as the one file that it then is. */
export function failedTarget({ target, error }: FailedTarget): ScannedFile {
  return refused({ target, path: target }, undefined, error);
}

async function scanLocal(target: ScanTarget, opened: OpenedTarget, pool: ScanPool): Promise<ScannedFile> {
  const [sha256, { result, trouble }] = await Promise.all([opened.sha256(), pool.scan(opened.source, target.path)]);
  return { ...placeOf(target), ...result, ...(sha256 && { sha256 }), ...(trouble && { message: trouble }) };
}

async function scanRemote(target: ScanTarget, opened: OpenedTarget, pool: ScanPool): Promise<ScannedFile> {
  const { result, trouble } = await withinBudget(target, opened, pool);
  const own = await opened.sha256();
  const stated = target.stated?.sha256 ?? null;
  const cost = { bytesRead: opened.http?.stats.bytes ?? 0, requests: opened.http?.stats.requests ?? 0 };
  const version = target.stated?.version ?? null;
  const file: ScannedFile = {
    ...placeOf(target),
    ...result,
    ...cost,
    ...(own !== null ? { sha256: own } : stated !== null ? { sha256: stated, sha256Stated: true } : {}),
    ...(version && { version }),
    ...(trouble && { message: trouble }),
  };
  if (own === null || stated === null || own === stated) return file;
  const reasons = [...file.reasons, "digest_mismatch"].sort();
  const message = `${showText(target.path, 120)}: its place states sha256 ${stated}, but the bytes it sent have ${own}.`;
  const bad = file.verdict === "malicious" || file.verdict === "suspicious";
  return { ...file, verdict: bad ? file.verdict : "error", reasons, message };
}

/** A scan that would read more than it may ends with what its beginning alone says; never in silence, never clean. */
async function withinBudget(
  target: ScanTarget,
  opened: OpenedTarget,
  pool: ScanPool,
): Promise<{ result: ScanResult; trouble: string | null }> {
  const { source, http } = opened;
  try {
    return await pool.scan(source, target.path, { limits: REMOTE_LIMITS });
  } catch (error) {
    if (!(error instanceof NetError) || error.reason !== "budget" || http === undefined) throw error;
    const prefix = Math.min(PREFIX_BYTES, source.size);
    http.extend(PREFIX_BYTES * 2, 64);
    const begun = await pool.scan(new SliceSource(source, 0, prefix), target.path, { limits: REMOTE_LIMITS });
    // What a cut does to a file (an end that is missing, a frame that runs past it) says nothing about the file; what is imported
    // before the cut is imported.
    const evidence = begun.result.evidence.filter(
      (item) => item.verdict === "malicious" || (item.verdict === "suspicious" && item.import !== undefined),
    );
    const { bytesParsed, bytesOpaque } = begun.result.coverage;
    const coverage = {
      bytesTotal: source.size,
      bytesParsed,
      bytesOpaque,
      bytesUnclaimed: source.size - bytesParsed - bytesOpaque,
    };
    const verdict = verdictOf(evidence, ["budget"], coverage.bytesUnclaimed);
    const result: ScanResult = {
      ...begun.result,
      sizeBytes: source.size,
      evidence,
      coverage,
      reasons: ["budget"],
      verdict,
    };
    return { result, trouble: `${error.message} Only its first ${prefix} bytes were scanned.` };
  }
}

function placeOf(target: Pick<ScanTarget, "target" | "path">): { target: string; path: string } {
  return { target: target.target, path: target.path };
}

const NOT_SCANNED = new Set(["budget"]);

function refused(
  target: Pick<ScanTarget, "target" | "path" | "stated">,
  opened: OpenedTarget | undefined,
  error: unknown,
): ScannedFile {
  const size = opened?.source.size ?? target.stated?.sizeBytes ?? 0;
  const reason = error instanceof NetError ? error.reason : `unreadable_${errorCode(error).toLowerCase()}`;
  const verdict = NOT_SCANNED.has(reason) ? "not_scanned" : "error";
  const { bytes = 0, requests } = opened?.http?.stats ?? {};
  return {
    ...unread(target, size, verdict, reason),
    bytesRead: bytes,
    ...(requests !== undefined && { requests }),
    ...(error instanceof FaultlineError && { message: error.message }),
  };
}

function unread(
  target: Pick<ScanTarget, "target" | "path">,
  sizeBytes: number,
  verdict: "error" | "not_scanned",
  reason: string,
): ScannedFile {
  const coverage = { bytesTotal: sizeBytes, bytesParsed: 0, bytesOpaque: 0, bytesUnclaimed: sizeBytes };
  return {
    ...placeOf(target),
    sizeBytes,
    formats: [],
    verdict,
    reasons: [reason],
    coverage,
    bytesRead: 0,
    evidence: [],
  };
}

/** The system's word for what went wrong, fit to stand in a reason. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
  return /^\w{1,40}$/.test(code) ? code : "failed";
}
