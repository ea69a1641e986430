import { showText } from "@/lib/domain/text";
import { NetError } from "@/lib/net/net-error";
import { KNOWN_PUBLISHERS } from "@/lib/policies/known-publishers";
import {
  type CheckAnswer,
  type CheckFacts,
  type CheckPoint,
  type CheckState,
  checkAnswer,
  checkPoints,
  type HubFacts,
} from "@/lib/policies/model-check";
import { ScanPool } from "@/lib/sandbox/pool";
import { ENGINE } from "@/lib/scanners/ruleset";
import { openRemoteFor, type ScanIo, scanAll } from "./scan";
import { failedTarget } from "./scan-one";
import { countIn, emptySummary, isUnscannedModel, type ScannedFile } from "./scan-report";
import { findTargets, TargetError } from "./scan-targets";

export type CheckArguments = {
  target: string;
  format: "table" | "json";
  estate: boolean;
  maxBytes?: number;
  allowHost?: string[];
};

const USAGE = 4;
const EXIT: Record<CheckAnswer, number> = { denied: 1, error: 2, warned: 3, passed: 0 };

/**
 * `faultline check`: everything that can be said of a model before it is used. Machine output goes to stdout, words to stderr.
 * Gives the exit code: 4 usage, 1 denied, 2 something could not be judged, 3 warned, 0 passed.
 */
export async function checkCommand(args: CheckArguments, io: ScanIo): Promise<number> {
  const remote = await openRemoteFor(args);
  const pool = new ScanPool();
  try {
    const { files: targets, failed } = await findTargets([args.target], async () => remote);
    const files = [...failed.map(failedTarget), ...(await scanAll(targets, pool, args, io))];
    const isHub = /^hf:/i.test(args.target) && failed.length === 0;
    let hub: HubFacts | null = null;
    if (isHub) {
      const { readHubFacts } = await import("./check-hub");
      hub = await readHubFacts(remote, args.target, targets);
    }
    const facts: CheckFacts = {
      scan: scanFacts(files),
      hub,
      estate: args.estate ? await (await import("./check-estate")).askEstate(hub, files) : null,
      knownPublishers: KNOWN_PUBLISHERS,
    };
    const points = checkPoints(facts);
    const answer = checkAnswer(points);
    io.stdout.write(
      args.format === "json"
        ? jsonAnswer(args, answer, points, facts, files)
        : tableAnswer(args, answer, points, files),
    );
    return EXIT[answer];
  } catch (error) {
    if (error instanceof TargetError) {
      io.stderr.write(`${error.message}\n`);
      return USAGE;
    }
    if (!(error instanceof NetError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return EXIT.error;
  } finally {
    pool.close();
    await remote.client.close();
  }
}

function scanFacts(files: readonly ScannedFile[]): CheckFacts["scan"] {
  const summary = emptySummary();
  for (const file of files) countIn(summary, file);
  const { malicious, suspicious, error, clean } = summary;
  return { files: files.length, malicious, suspicious, unread: error + files.filter(isUnscannedModel).length, clean };
}

function jsonAnswer(
  args: CheckArguments,
  answer: CheckAnswer,
  points: readonly CheckPoint[],
  facts: CheckFacts,
  files: readonly ScannedFile[],
): string {
  const { hub, estate, scan } = facts;
  const document = {
    schema: "faultline.check/1",
    engine: ENGINE,
    target: args.target,
    answer,
    points,
    facts: { scan, hub: hub && { ...hub, paths: undefined }, estate },
    files: files.map(({ path, verdict, reasons, sha256, bytesRead, requests }) => ({
      path,
      verdict,
      reasons,
      sha256,
      bytesRead,
      requests,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const WORD: Record<CheckState, string> = {
  denied: "DENIED",
  error: "NOT JUDGED",
  warned: "WARNING",
  unknown: "unknown",
  note: "note",
  passed: "ok",
};
const ANSWER: Record<CheckAnswer, string> = {
  denied: "Do not use it.",
  error: "It could not be judged: do not use it on this answer.",
  warned: "Use it only when someone has answered the warnings.",
  passed: "Nothing speaks against it.",
};
const BAD = new Set(["malicious", "suspicious", "error"]);

function tableAnswer(
  args: CheckArguments,
  answer: CheckAnswer,
  points: readonly CheckPoint[],
  files: readonly ScannedFile[],
): string {
  const lines = [showText(args.target, 200), ""];
  for (const point of points) lines.push(`${WORD[point.state].padEnd(10)}  ${point.id.padEnd(10)}  ${point.sentence}`);
  for (const file of files.filter(({ verdict }) => BAD.has(verdict)).slice(0, 20)) {
    const why = file.evidence[0]?.message ?? file.message ?? file.reasons.join(", ");
    lines.push(`${" ".repeat(12)}${file.verdict}  ${showText(file.path, 120)}: ${showText(why, 200)}`);
  }
  return `${[...lines, "", ANSWER[answer]].join("\n")}\n`;
}
