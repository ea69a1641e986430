import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import type { ImportReport } from "@/lib/domain/views/work-views";
import { MAX_DOCUMENT_BYTES } from "@/lib/importers/document-text";
import { startWorker } from "@/lib/pipeline/worker";
import { systemContext } from "@/lib/services/context";
import { getRun } from "@/lib/services/run/view";
import { uploadDocument } from "@/lib/services/source/upload";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { dataDir } from "./data-dir";
import { previewImport } from "./import-preview";
import { waitForRun } from "./wait-for-run";
import { withDatabase } from "./with-database";

type Io = { stdout: { write(text: string): unknown }; stderr: { write(text: string): unknown; isTTY?: boolean } };

const REFUSED = 2;
const USAGE = 4;

/** `faultline import`: says what documents hold, and unless it is a dry run loads them through the pipeline. */
export async function importCommand(
  o: { files: string[]; dryRun: boolean; format: "table" | "json" },
  io: Io,
): Promise<number> {
  for (const file of o.files) {
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) {
      io.stderr.write(`faultline: ${showText(file, 200)} is not a file that can be read.\n`);
      return USAGE;
    }
  }
  const report = await previewImport(o.files);
  if (!o.dryRun) {
    const readable = report.documents.filter((d) => d.refused === null).map((d) => d.path);
    if (readable.length > 0) await withDatabase(() => load(readable, report, io));
  }
  io.stdout.write(o.format === "json" ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report, o.dryRun));
  return report.documents.some((d) => d.refused !== null) ? REFUSED : 0;
}

/** Each document becomes a source of its own and is run to its end before the next, so that its findings can be told. */
async function load(files: readonly string[], report: ImportReport, io: Io): Promise<void> {
  const ctx = systemContext((await ensureWorkspace()).id, "Command line");
  // Names the place where handed-in documents are kept, whatever database is spoken to.
  dataDir();
  const worker = await startWorker();
  try {
    for (const file of files) {
      const bytes = new Uint8Array(await readFile(file));
      const { runId } = await uploadDocument(ctx, { name: path.basename(file), bytes }, MAX_DOCUMENT_BYTES);
      const run = await waitForRun(ctx, runId, io);
      if (run.state !== "applied")
        throw new FaultlineError("unavailable", run.error ?? `The run ended as ${run.state}.`);
      const done = report.documents.find((d) => d.path === file);
      if (done) done.findings = (await getRun(ctx, runId)).stats.findingsOpened;
    }
  } finally {
    await worker.stop();
  }
}

function tableOf(report: ImportReport, dryRun: boolean): string {
  const lines = report.documents.map((d) => {
    const name = showText(d.path, 120);
    if (d.refused !== null) return `${name}\n  refused: ${showText(d.refused, 400)}`;
    const counts = `${d.kind}: ${d.assets} assets, ${d.relations} relations, ${d.evidence} places of evidence`;
    const aside = d.quarantined.map((q) => `  set aside ${q.pointer || "/"}: ${showText(q.reason, 300)}`);
    return [`${name}`, `  ${counts}${dryRun ? "" : `, ${d.findings} findings opened`}`, ...aside].join("\n");
  });
  return `${lines.join("\n")}\n${dryRun ? "Dry run: nothing was written.\n" : ""}`;
}
