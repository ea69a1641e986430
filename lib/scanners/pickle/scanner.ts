import { startsLikePickle } from "../pickle-head";
import type { ScanContext, Scanner } from "../scan-context";
import { hasPlausibleImport, tryStream } from "./carve";
import { manifest } from "./manifest";
import { OPCODES } from "./opcodes";
import { scanStreams } from "./streams";
import { torchTarLayout } from "./torch-tar";

const PICKLE_NAME = /\.(pkl|pickle|p|dill|cloudpickle|joblib)$/i;
const PROBE_OPS = 20_000;
/** Names that promise a pickle; other content under them is said to be a broken one. */
export function isPickleName(name: string): boolean {
  return PICKLE_NAME.test(name);
}

/** Protocols 0 and 1 have no signature: the bytes must run as opcodes and import something or end exactly at the end. */
async function runsAsPickle({ source, budget, head }: ScanContext): Promise<boolean> {
  if (OPCODES[head[0] ?? 0] === undefined || source.size < 2) return false;
  const ops = Math.min(PROBE_OPS, budget.ops);
  const { end, recorder, state } = await tryStream(source, 0, source.size, { ...budget, ops });
  if (end.kind === "stop" && end.at === source.size) return true;
  if (state.opCount < 3) return false;
  if (hasPlausibleImport(recorder)) return true;
  return end.kind === "failed" && end.reason === "limit";
}

async function matches(context: ScanContext): Promise<boolean> {
  return startsLikePickle(context.head) || (await runsAsPickle(context));
}

export const pickleScanner: Scanner = {
  manifest,
  matches,
  scan: ({ source, budget, name, depth }) =>
    scanStreams(source, 0, source.size, budget, 0, depth > 0 ? torchTarLayout(source, name) : undefined),
};
