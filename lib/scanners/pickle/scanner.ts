import { SliceSource } from "@/lib/bytes/slice-source";
import { startsLikePickle } from "../pickle-head";
import type { FoundMember, ScanContext, Scanner } from "../scan-context";
import { hasPlausibleImport, tryStream } from "./carve";
import { manifest } from "./manifest";
import { OPCODES } from "./opcodes";
import { ARGUMENT_LABEL, scanStreams } from "./streams";
import { torchTarLayout } from "./torch-tar";

const PICKLE_NAME = /\.(pkl|pickle|p|dill|cloudpickle|joblib)$/i;
const ARGUMENT = new RegExp(`^${ARGUMENT_LABEL}@(\\d{1,15})(?:!(.*))?$`, "s");
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

/** What a loader inside the pickle is given may be an archive: its members are named from the byte where it starts. */
async function findMember({ source }: ScanContext, path: string): Promise<FoundMember | undefined> {
  const match = ARGUMENT.exec(path);
  const at = Number(match?.[1] ?? Number.NaN);
  if (match === null || !(at < source.size)) return undefined;
  return { source: new SliceSource(source, at, source.size - at), rest: match[2] };
}

export const pickleScanner: Scanner = {
  manifest,
  matches,
  scan: ({ source, budget, name, depth, scanPart }) =>
    scanStreams(source, 0, source.size, budget, {
      depth: 0,
      layout: depth > 0 ? torchTarLayout(source, name) : undefined,
      scanPart,
    }),
  findMember,
};
