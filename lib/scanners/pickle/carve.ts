import type { RangeSource } from "@/lib/bytes/range-source";
import type { Budget } from "../scan-context";
import { Recorder } from "./recorder";
import { runStream, type StreamEnd } from "./run-stream";
import { PickleState } from "./state";

const CHUNK_BYTES = 256 * 1024;
const OVERLAP_BYTES = 512;
const TRIAL_WINDOW_BYTES = 16 * 1024;
const MAX_TRIALS = 20_000;
/** Opcodes that one search may run: a file made of decoys must not cost minutes. */
const CARVE_OPS = 2_000_000;
/** Bytes a scan searches for hidden pickles, per file; beyond it the rest stays unclaimed, which is never clean. */
const CARVE_LIMIT_BYTES = 64 << 20;

const IDENTIFIER = /^[A-Za-z_][\w.]{0,127}$/;
/** Protocol 0 and 1 start with an import, perhaps behind marks: `cos\nsystem\n`, `(ios\nsystem\n`. */
const TEXT_START = /[(]{0,4}[ci][A-Za-z_][\w.]{0,127}\n[A-Za-z_][\w.]{0,127}\n/g;

export type Carved = { from: number; end: StreamEnd; recorder: Recorder };

/** True when the walk met an import whose names look like names: noise hardly ever does. */
export function hasPlausibleImport(recorder: Recorder): boolean {
  return recorder.imports.some((record) => IDENTIFIER.test(record.module) && IDENTIFIER.test(record.name));
}

/** Runs the bytes at `from` as a stream of their own, for a look: nothing is kept unless the caller keeps it. */
export async function tryStream(
  source: RangeSource,
  from: number,
  to: number,
  budget: Budget,
  lenient = false,
): Promise<{ end: StreamEnd; recorder: Recorder; state: PickleState }> {
  const recorder = new Recorder();
  const state = new PickleState(recorder, to, lenient);
  const end = await runStream(state, source, from, budget, async (pause) => pause.from, TRIAL_WINDOW_BYTES);
  return { end, recorder, state };
}

/** Places in [from, to) where a pickle may start: `80 00`..`80 05`, or a text import. In order, without repeats. */
async function* candidates(source: RangeSource, from: number, to: number): AsyncGenerator<number> {
  let next = from;
  for (let at = from; at < to; at += CHUNK_BYTES) {
    const bytes = await source.read(at, Math.min(CHUNK_BYTES + OVERLAP_BYTES, to - at));
    const found: number[] = [];
    for (let i = bytes.indexOf(0x80); i >= 0 && i < CHUNK_BYTES; i = bytes.indexOf(0x80, i + 1)) {
      if ((bytes[i + 1] ?? 0xff) <= 5) found.push(at + i);
    }
    for (const match of bytes.toString("latin1").matchAll(TEXT_START)) {
      if (match.index < CHUNK_BYTES) found.push(at + match.index);
    }
    for (const place of found.sort((a, b) => a - b)) {
      if (place < next) continue;
      next = place + 1;
      yield place;
    }
  }
}

/** Looks for pickles in bytes no parser claimed. Only what resolves an import counts, the rest is noise. */
export async function carve(source: RangeSource, from: number, to: number, budget: Budget): Promise<Carved[]> {
  const out: Carved[] = [];
  let resume = from;
  let trials = 0;
  const stop = Math.min(to, from + CARVE_LIMIT_BYTES);
  const search: Budget = { ...budget, ops: Math.min(budget.ops, CARVE_OPS) };
  for await (const place of candidates(source, from, stop)) {
    if (place < resume) continue;
    if (++trials > MAX_TRIALS || search.ops <= 0 || performance.now() > budget.deadlineMs) break;
    const { end, recorder } = await tryStream(source, place, to, search);
    if (!hasPlausibleImport(recorder)) continue;
    const called = recorder.imports.some((record) => record.call !== undefined || record.judgement.class !== "unknown");
    if (end.kind === "failed" && !called) continue;
    out.push({ from: place, end, recorder });
    resume = end.at;
  }
  return out;
}
