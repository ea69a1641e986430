import { STAGE_LABEL } from "@/lib/domain/run";
import { showText } from "@/lib/domain/text";
import type { RunRow } from "@/lib/domain/views/work-views";
import type { Ctx } from "@/lib/services/context";
import { getRun, listRuns } from "@/lib/services/run/view";

const POLL_MS = 150;

/** Waits until a run, and the runs that follow it in a replay, have ended; shows the stage in hand on a terminal. */
export async function waitForRun(
  ctx: Ctx,
  runId: number,
  io: { stderr: { write(text: string): unknown; isTTY?: boolean } },
): Promise<RunRow> {
  for (;;) {
    const run = await getRun(ctx, runId);
    if (io.stderr.isTTY && run.stage) {
      const p = run.progress.find((x) => x.stage === run.stage);
      io.stderr.write(
        `\r\u001b[2K${STAGE_LABEL[run.stage]} ${p?.total ? `${p.done} of ${p.total}` : ""} ${showText(run.now ?? "", 60)}`,
      );
    }
    if (run.state !== "queued" && run.state !== "running") {
      if (io.stderr.isTTY) io.stderr.write("\r\u001b[2K");
      const { rows } = await listRuns(ctx, { sourceId: run.sourceId, limit: 1 });
      const newest = rows[0];
      if (newest && newest.id > runId) return waitForRun(ctx, newest.id, io);
      return run;
    }
    await new Promise((r) => setTimeout(r, POLL_MS));
  }
}
