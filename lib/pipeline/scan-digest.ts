import { FileSource } from "@/lib/bytes/file-source";
import { connectorById } from "@/lib/connectors/registry";
import { sha256Hex } from "@/lib/domain/digest";
import type { Evidence } from "@/lib/domain/evidence";
import type { Confidence } from "@/lib/domain/finding";
import type { ScanEvidence, ScanResult } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { ENGINE } from "@/lib/scanners/ruleset";
import { type Ctx, reader } from "@/lib/services/context";
import { enqueueStage } from "@/lib/services/jobs";
import { saveProgress } from "@/lib/services/run/run";
import { claimScan, runsInScan, type ScanTask, saveScan, scanProgress } from "@/lib/services/scan/scan";
import { readSource } from "@/lib/services/source/source";
import { finishScan } from "./scan";
import { scanPool } from "./scan-pool";
import { sentenceOf } from "./sentence";

/** Scans one digest from wherever its bytes can still be opened, saves the verdict, and lets the run go on after the last. */
export async function scanDigest(ctx: Ctx, digest: string, lastTry: boolean): Promise<void> {
  const task = await claimScan(ctx, digest);
  // Judged already: a worker may have died between its verdict and telling the run.
  if (!task) return goOn(ctx, null);
  const started = performance.now();
  const opened = await openAny(ctx, task);
  if ("reason" in opened) {
    await saveUnread(ctx, task, opened.reason, performance.now() - started);
  } else {
    try {
      await scanOpened(ctx, task, opened.source, opened.path, started);
    } catch (error) {
      if (!lastTry) throw error;
      await saveUnread(ctx, task, sentenceOf(error).sentence, performance.now() - started);
    } finally {
      await opened.source.close();
    }
  }
  await goOn(ctx, "path" in opened ? opened.path : null);
}

/** Ends the scan of a digest that no worker lived through, as an error with its reason. */
export async function giveUpScan(ctx: Ctx, digest: string, reason: string): Promise<void> {
  const task = await claimScan(ctx, digest);
  if (task) await saveUnread(ctx, task, reason, 0);
  await goOn(ctx, null);
}

async function scanOpened(ctx: Ctx, task: ScanTask, source: FileSource, path: string, started: number): Promise<void> {
  const scanned = await scanPool().scan(source, path, { windows: true });
  if (scanned.trouble !== null) return saveUnread(ctx, task, scanned.trouble, performance.now() - started);
  const result = { ...scanned.result, sha256: task.digest };
  // Kept under its digest, so it must be the bytes of that digest: a file swapped under our hands is not kept.
  const windows = scanned.windows.filter((window) => !window.whole || sha256Hex(window.body) === task.digest);
  await saveScan(ctx, {
    digest: task.digest,
    runId: task.runId,
    result,
    confidence: confidenceOf(result),
    evidence: result.evidence.map((e) => toEvidence(task.digest, path, e)),
    windows,
    engine: ENGINE,
    durationMs: performance.now() - started,
  });
}

/** Opens the first place that still holds these very bytes; a file changed since it was listed is not what was asked for. */
async function openAny(ctx: Ctx, task: ScanTask): Promise<{ source: FileSource; path: string } | { reason: string }> {
  let reason = "No source holds these bytes any more.";
  for (const place of task.places) {
    try {
      const from = await readSource(reader(), ctx.workspaceId, place.sourceId);
      const connector = await connectorById(from.connector);
      if (!connector) continue;
      const { absolutePath } = await connector.openFile(from.config, place.path);
      const source = await FileSource.open(absolutePath);
      if (source.size === place.sizeBytes) return { source, path: place.path };
      await source.close();
      reason = "The file changed after it was listed; the next run reads it as what it is then.";
    } catch (error) {
      reason = sentenceOf(error).sentence;
    }
  }
  return { reason };
}

async function saveUnread(ctx: Ctx, task: ScanTask, reason: string, durationMs: number): Promise<void> {
  const sizeBytes = task.places[0]?.sizeBytes ?? 0;
  const result: ScanResult = {
    sizeBytes,
    formats: [],
    verdict: "error",
    reasons: [reason],
    coverage: { bytesTotal: sizeBytes, bytesParsed: 0, bytesOpaque: 0, bytesUnclaimed: sizeBytes },
    bytesRead: 0,
    evidence: [],
  };
  await saveScan(ctx, {
    digest: task.digest,
    runId: task.runId,
    result,
    confidence: null,
    evidence: [],
    windows: [],
    engine: ENGINE,
    durationMs,
  });
}

/** Tells every run that waits for scans: two runs may wait for the same bytes, and only one of them is on the scan's row. */
async function goOn(ctx: Ctx, now: string | null): Promise<void> {
  for (const runId of await runsInScan(ctx)) {
    const { done, total } = await scanProgress(ctx, runId);
    if (done < total) {
      await saveProgress(ctx, runId, { stage: "scan", state: "running", done, total, note: null }, now);
    } else if ((await finishScan(ctx, runId)) === "next") await enqueueStage(reader(), ctx.workspaceId, runId, "link");
  }
}

/** Our engine alone never says more than high: confirmed needs a second family (vocabulary §1). */
function confidenceOf(result: ScanResult): Confidence | null {
  const bad = result.evidence.filter((e) => e.verdict === "malicious" || e.verdict === "suspicious");
  if (bad.length === 0) return null;
  if (bad.some((e) => e.verdict === "malicious" && e.certainty === "certain")) return "high";
  return bad.some((e) => e.certainty !== "heuristic") ? "suspicious" : "heuristic";
}

function toEvidence(digest: string, path: string, e: ScanEvidence): Evidence {
  return {
    digest,
    locator: {
      kind: "bytes",
      // The same bytes lie under many paths: the name alone belongs to the evidence, the places to the estate.
      path: path.split("/").at(-1) ?? path,
      member: e.member ?? null,
      offset: e.compressed ? null : e.offset,
      memberOffset: e.memberOffset ?? e.offset,
      length: e.length ?? 0,
    },
    found: showText(e.message, 490),
    engine: ENGINE,
    scan: {
      rule: e.rule,
      verdict: e.verdict,
      severity: e.severity,
      certainty: e.certainty,
      ...(e.opcode ? { opcode: e.opcode } : {}),
      ...(e.import ? { import: e.import } : {}),
      ...(e.call ? { call: e.call } : {}),
      ...(e.operandOffsets ? { operandOffsets: e.operandOffsets } : {}),
      ...(e.refs ? { refs: e.refs } : {}),
    },
  };
}
