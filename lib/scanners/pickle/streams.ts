import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { type ByteRange, emptyPart, type PartScan } from "../part-scan";
import { startsLikePickle } from "../pickle-head";
import type { Budget } from "../scan-context";
import type { PersistentId } from "../torch-storage";
import { type Argument, argumentAt } from "./arguments";
import { carve, hasPlausibleImport, tryStream } from "./carve";
import { opcodeName } from "./opcodes";
import { type NestedBytes, Recorder } from "./recorder";
import { runStream, type StreamEnd } from "./run-stream";
import { type ArrayPause, PickleState } from "./state";
import { LEGACY_MAGIC, legacyLayout } from "./torch-legacy";

const MAX_DEPTH = 8;
/** Streams of one file; behind them the rest is unclaimed and the verdict an error. */
const MAX_STREAMS = 10_000;
const LATER_WINDOW_BYTES = 64 * 1024;
/** Containers given to a loader inside a pickle: `argument@N!member` in evidence, N the byte where they start. */
export const ARGUMENT_LABEL = "argument";

export type PickleScan = PartScan & { persistentIds: PersistentId[]; streams: number; imports: number };

type Walk = { source: RangeSource; budget: Budget; out: PickleScan; end: number; options: StreamOptions };

export type StreamOptions = {
  /** Pickles inside pickles above this one. */
  depth: number;
  layout?: Layout | undefined;
  /** Scans bytes that a loader is given and that are no pickle: an archive, a packed stream. */
  scanPart?: ((source: RangeSource, name: string) => Promise<PartScan>) | undefined;
};

/** A file that is pickles with raw data between them, in an order that the format fixes. */
type Layout = {
  format: string;
  /** Looks at a stream's state before it runs. */
  before?: (stream: number, state: PickleState) => void;
  /** The raw bytes behind a stream that has ended; undefined when the next pickle follows at once. */
  after: (stream: number, state: PickleState, at: number) => Promise<ByteRange | undefined>;
};

/**
 * Walks every pickle stream in [from, to): one after another, behind junk, inside loader calls, and in bytes that a
 * second loader would read otherwise.
 */
export async function scanStreams(
  source: RangeSource,
  from: number,
  to: number,
  budget: Budget,
  options: StreamOptions = { depth: 0 },
): Promise<PickleScan> {
  const out: PickleScan = { ...emptyPart("pickle"), persistentIds: [], streams: 0, imports: 0 };
  const walk: Walk = { source, budget, out, end: to, options };
  const legacy = to - from > LEGACY_MAGIC.length && (await source.read(from, LEGACY_MAGIC.length)).equals(LEGACY_MAGIC);
  const order = legacy ? legacyLayout(source) : options.layout;
  if (order !== undefined) out.formats = [order.format];
  let at = from;
  while (at < to) {
    if (out.streams >= MAX_STREAMS) {
      out.reasons.push("limit");
      return out;
    }
    const recorder = new Recorder();
    recorder.stream = out.streams;
    const state = new PickleState(recorder, to);
    const stream = out.streams;
    order?.before?.(stream, state);
    const end = await oneStream(walk, state, at, at !== from);
    if (end === null) break;
    at = end.at;
    if (end.kind === "failed") break;
    const raw = await order?.after(stream, state, at);
    if (raw !== undefined) {
      out.opaque.push(raw);
      at = raw.to;
    }
  }
  if (at < to && options.depth === 0) await carveRest(walk, at);
  return out;
}

/** Runs one stream and keeps what it finds; null when a trailing place turns out to hold no pickle at all. */
async function oneStream(walk: Walk, state: PickleState, from: number, trailing: boolean): Promise<StreamEnd | null> {
  const { source, budget, out } = walk;
  if (trailing) {
    const trial = await tryStream(source, from, walk.end, { ...budget, ops: Math.min(budget.ops, 10_000) });
    const pickle = trial.end.kind === "stop" || trial.end.reason === "limit" || hasPlausibleImport(trial.recorder);
    if (!pickle) return null;
  }
  const windowBytes = trailing ? LATER_WINDOW_BYTES : undefined;
  const end = await runStream(state, source, from, budget, (pause) => passArray(walk, pause), windowBytes);
  out.streams += 1;
  out.imports += state.recorder.imports.length;
  out.parsed.push({ from, to: end.at });
  out.evidence.push(...state.recorder.evidence());
  for (const id of state.persistentIds) out.persistentIds.push(id);
  if (end.kind === "failed") addFailure(out, end, state.recorder.stream);
  for (const broken of state.frameBreaks)
    await readSecondWay(walk, broken.frameEnd, Math.min(broken.resumed, walk.end));
  for (const nested of state.recorder.nested) await scanNested(walk, nested);
  return end;
}

function addFailure(out: PickleScan, end: Extract<StreamEnd, { kind: "failed" }>, stream: number): void {
  const reason = end.reason === "limit" ? "limit" : end.reason === "truncated" ? "truncated" : "malformed";
  if (!out.reasons.includes(reason)) out.reasons.push(reason);
  out.evidence.push({
    rule: `pickle.${reason}`,
    verdict: "error",
    severity: "medium",
    certainty: "certain",
    offset: end.at,
    memberOffset: end.at,
    message: `Stream ${stream + 1} cannot be read on: ${end.message}`,
  });
}

/** Raw bytes after a joblib array: claimed as array data, but also tried as opcodes, as a plain loader would run them. */
async function passArray(walk: Walk, pause: ArrayPause): Promise<number> {
  const { source, out } = walk;
  if (!out.formats.includes("joblib")) out.formats.push("joblib");
  if (pause.hasObject) {
    const state = new PickleState(new Recorder(), walk.end);
    state.recorder.stream = out.streams;
    if (walk.options.depth >= MAX_DEPTH) return depthLimit(walk, pause.from);
    const end = await oneStream(deeper(walk), state, pause.from, false);
    return end?.at ?? walk.end;
  }
  await readSecondWay(walk, pause.from, Math.min(walk.end, pause.from + 4096));
  const padding = pause.aligned && pause.from < walk.end ? 1 + ((await source.read(pause.from, 1))[0] ?? 0) : 0;
  const to = pause.from + padding + pause.itemCount * pause.itemBytes;
  const inside = Number.isSafeInteger(to) && to <= walk.end;
  out.opaque.push({ from: pause.from, to: inside ? to : walk.end });
  return inside ? to : walk.end;
}

/** Bytes that another loader may run as opcodes in the middle of a stream: only imports that are malicious count. */
async function readSecondWay(walk: Walk, from: number, to: number): Promise<void> {
  if (from >= to) return;
  const trial = await tryStream(walk.source, from, walk.end, { ...walk.budget, ops: 10_000 }, true);
  keepMalicious(walk.out, trial.recorder, "malicious");
  for (const carved of await carve(walk.source, from, to, walk.budget))
    keepMalicious(walk.out, carved.recorder, "malicious");
}

function keepMalicious(out: PickleScan, recorder: Recorder, as: "malicious" | "suspicious"): void {
  if (!hasPlausibleImport(recorder)) return;
  for (const item of recorder.evidence()) {
    if (item.verdict !== "malicious" || item.import === undefined) continue;
    if (out.evidence.some((known) => known.offset === item.offset && known.rule === item.rule)) continue;
    out.evidence.push({ ...item, verdict: as, certainty: "likely" });
  }
}

/** The same walk one pickle further down. */
function deeper(walk: Walk): Walk {
  return { ...walk, options: { ...walk.options, depth: walk.options.depth + 1, layout: undefined } };
}

function depthLimit(walk: Walk, at: number): number {
  if (!walk.out.reasons.includes("depth_limit")) walk.out.reasons.push("depth_limit");
  walk.out.evidence.push({
    rule: "pickle.depth-limit",
    verdict: "error",
    severity: "medium",
    certainty: "certain",
    offset: at,
    memberOffset: at,
    message: `Pickles inside pickles more than ${MAX_DEPTH} deep`,
  });
  return walk.end;
}

/** A pickle in an argument: what a loader is given counts as itself, what merely lies there is suspicious at most. */
async function scanNested(walk: Walk, nested: NestedBytes): Promise<void> {
  const { source, out } = walk;
  const at = nested.opcodeOffset;
  if (walk.options.depth >= MAX_DEPTH) {
    depthLimit(walk, at);
    return;
  }
  const argument = await argumentAt(source, at, walk.end);
  if (argument === null || argument.source.size === 0) return;
  const inner = await scanArgument(walk, argument, nested.via === "loader");
  if (nested.via === "loader") {
    for (const item of inner.evidence) out.evidence.push(inArgument(item, argument, at));
    for (const word of inner.reasons) if (!out.reasons.includes(word)) out.reasons.push(word);
    return;
  }
  const worst = inner.evidence.find((item) => item.verdict === "malicious");
  if (worst === undefined) return;
  out.evidence.push({
    rule: "pickle.nested-data",
    verdict: "suspicious",
    severity: "medium",
    certainty: "heuristic",
    offset: at,
    memberOffset: at,
    opcode: opcodeName((await source.read(at, 1))[0] ?? 0),
    ...(worst.import && { import: worst.import }),
    message: "Holds, as data, a pickle that would be malicious if anyone loaded it",
  });
}

/** A loader may be given an archive or a packed stream as well as a pickle; data is only looked at as a pickle. */
async function scanArgument(walk: Walk, { source }: Argument, loaded: boolean): Promise<PartScan> {
  const { scanPart } = walk.options;
  const head = await readUpTo(source, 0, 16);
  if (loaded && scanPart !== undefined && !startsLikePickle(head)) return scanPart(source, "argument.pkl");
  return scanStreams(source, 0, source.size, walk.budget, deeper(walk).options);
}

/** Puts what was found in an argument on the scale of the pickle around it. */
function inArgument(item: ScanEvidence, { at }: Argument, opcodeAt: number): ScanEvidence {
  if (at === null) {
    const { member, ...rest } = item;
    const where = member === undefined ? "In the text here" : `In the text here, in ${member}`;
    return { ...rest, offset: opcodeAt, memberOffset: opcodeAt, message: `${where}: ${item.message}` };
  }
  const offset = item.offset + at;
  if (item.member !== undefined) return { ...item, offset, member: `${ARGUMENT_LABEL}@${at}!${item.member}` };
  const call = item.call && { ...item.call, offset: item.call.offset + at };
  const operands = item.operandOffsets?.map((operand) => operand + at);
  return {
    ...item,
    offset,
    memberOffset: (item.memberOffset ?? item.offset) + at,
    ...(call && { call }),
    ...(operands && { operandOffsets: operands }),
  };
}

/** The bytes behind the last readable stream: hidden pickles in them are found, the rest stays unclaimed. */
async function carveRest(walk: Walk, from: number): Promise<void> {
  for (const { from: at, end, recorder } of await carve(walk.source, from, walk.end, walk.budget)) {
    walk.out.streams += 1;
    walk.out.imports += recorder.imports.length;
    walk.out.parsed.push({ from: at, to: end.at });
    walk.out.evidence.push(...recorder.evidence().map(asCarved));
    for (const nested of recorder.nested) await scanNested(walk, nested);
  }
}

export function asCarved(item: ScanEvidence): ScanEvidence {
  return { ...item, message: `Behind the readable part: ${item.message}` };
}
