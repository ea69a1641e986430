import { scoreDocument } from "@/lib/risk/document";
import { systemContext } from "@/lib/services/context";
import { getRisk } from "@/lib/services/risk/get-risk";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { withDatabase } from "./with-database";

type Io = { stdout: { write(text: string): unknown }; stderr: { write(text: string): unknown } };

/** `faultline replay RISK`: the stored score and the one its frozen inputs give now; exit 1 if they differ. */
export function replayCommand(o: { risk: string }, io: Io): Promise<number> {
  return withDatabase(async () => {
    const risk = await getRisk(systemContext((await ensureWorkspace()).id, "Command line"), o.risk);
    const again = scoreDocument(risk.inputs);
    const score = again.findings?.[0]?.score ?? again.lineage?.[0]?.group?.score;
    io.stdout.write(`stored   ${(risk.scoreTenths / 10).toFixed(1)}  formula ${risk.formulaVersion}\n`);
    io.stdout.write(
      `replayed ${score === undefined ? "nothing" : score.toFixed(1)}  formula ${again.formulaVersion}\n`,
    );
    return score !== undefined && Math.round(score * 10) === risk.scoreTenths ? 0 : 1;
  });
}
