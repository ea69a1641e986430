import { showText } from "@/lib/domain/text";
import { startWorker } from "@/lib/pipeline/worker";
import { systemContext } from "@/lib/services/context";
import { runSource } from "@/lib/services/source/source";
import { getSources } from "@/lib/services/source/view";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { waitForRun } from "./wait-for-run";
import { withDatabase } from "./with-database";

type Io = { stdout: { write(text: string): unknown }; stderr: { write(text: string): unknown; isTTY?: boolean } };

/** `faultline collect SOURCE`: runs one connected source now. Exit 0 applied, 1 anything else, 4 no such source. */
export function collectCommand(o: { source: string }, io: Io): Promise<number> {
  return withDatabase(async () => {
    const ctx = systemContext((await ensureWorkspace()).id, "Command line");
    const { sources } = await getSources(ctx);
    const exact = sources.filter((s) => s.name === o.source || String(s.id) === o.source);
    // A document's source is named after its subject and its file: either is enough where it names one source.
    const found = exact.length > 0 ? exact : sources.filter((s) => s.name.split(" · ").includes(o.source));
    const [source, second] = found;
    if (!source || second) {
      const names = (found.length > 0 ? found : sources).map((s) => `${s.id} ${showText(s.name, 80)}`).join(", ");
      const what = second
        ? `“${showText(o.source, 80)}” names more than one source`
        : `there is no source “${showText(o.source, 80)}”`;
      io.stderr.write(`faultline: ${what}. ${names ? `Connected: ${names}` : "None is connected yet."}\n`);
      return 4;
    }
    const worker = await startWorker();
    try {
      const run = await waitForRun(ctx, (await runSource(ctx, source.id)).runId, io);
      const s = run.stats;
      io.stdout.write(
        `${run.key} ${run.state}: ${s.assetsNew} new, ${s.assetsChanged} changed, ${s.assetsGone} gone, ${s.filesScanned} files scanned, ${s.findingsOpened} findings opened, ${s.findingsClosed} closed, ${s.quarantined} set aside\n`,
      );
      if (run.error) io.stderr.write(`${run.error}\n`);
      return run.state === "applied" ? 0 : 1;
    } finally {
      await worker.stop();
    }
  });
}
