import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import type { Budget } from "../scan-context";
import { closeFrame, frameViolation } from "./frames";
import { type LoopEnd, runWindow } from "./machine";
import { MAX_TEXT_BYTES } from "./operands";
import { RecorderFull } from "./recorder";
import { type ArrayPause, type FailureReason, NeedBytes, PickleFailure, type PickleState } from "./state";
import { StreamWindow } from "./stream-window";
import { ATOM, EXTERNAL, TEXT } from "./values";

const WINDOW_BYTES = 1 << 20;
const FAR_BYTES = MAX_TEXT_BYTES + 16;

export type StreamEnd =
  | { kind: "stop"; at: number }
  | { kind: "failed"; at: number; reason: FailureReason; message: string };

/**
 * Runs one stream from `from` until STOP, an error, or the budget's end. `onPause` is asked where reading goes on after
 * the raw bytes of a joblib array. Memory is one window; skipped arguments are never read.
 */
export async function runStream(
  s: PickleState,
  source: RangeSource,
  from: number,
  budget: Budget,
  onPause: (pause: ArrayPause) => Promise<number>,
  windowBytes = WINDOW_BYTES,
): Promise<StreamEnd> {
  const window = new StreamWindow(source, Math.min(windowBytes, Math.max(0, s.end - from)));
  const fail = (reason: FailureReason, message: string): StreamEnd => ({
    kind: "failed",
    at: Math.min(s.at(), s.end),
    reason,
    message,
  });
  const opsBefore = s.opCount;
  s.base = from;
  s.p = 0;
  s.filled = 0;
  try {
    for (;;) {
      if (!(await window.moveTo(s))) return fail("truncated", "the pickle ends before its STOP");
      const end = await runUntilEvent(s, source, budget.ops + opsBefore);
      if (performance.now() > budget.deadlineMs) return fail("limit", "the scan's time is used up");
      if (end === "spent") return fail("limit", "more opcodes than the limit");
      if (end === "line") await longLine(s, source);
      if (end === "pause" && s.pause !== null) {
        const pause = s.pause;
        s.pause = null;
        if (s.frameEnd >= 0 && s.at() >= s.frameEnd) closeFrame(s);
        const next = await onPause(pause);
        s.base = next;
        s.p = 0;
        s.filled = 0;
      }
      if (end === "stop") {
        if (s.frameEnd >= 0 && s.at() !== s.frameEnd) frameViolation(s, s.at(), "STOP is not at the end of its frame");
        return { kind: "stop", at: s.at() };
      }
    }
  } catch (error) {
    if (error instanceof PickleFailure) return fail(error.reason, error.message);
    if (error instanceof RecorderFull) return fail("limit", error.message);
    throw error;
  } finally {
    await window.settle();
    budget.ops -= s.opCount - opsBefore;
  }
}

async function runUntilEvent(s: PickleState, source: RangeSource, opLimit: number): Promise<LoopEnd> {
  for (;;) {
    try {
      return runWindow(s, s.base + s.filled >= s.end, opLimit);
    } catch (error) {
      if (!(error instanceof NeedBytes)) throw error;
      s.opCount -= 1;
      s.keepFar(error.at, await readUpTo(source, error.at, Math.min(FAR_BYTES, s.end - error.at)));
    }
  }
}

/** An opcode whose line does not end in the window: move the window there, and failing that look for the newline on. */
async function longLine(s: PickleState, source: RangeSource): Promise<void> {
  const last = s.base + s.filled >= s.end;
  if (s.p > 0 && !last) return;
  const code = s.bytes[s.p];
  const asValue = code === 0x53 || code === 0x56 ? TEXT : code === 0x50 ? EXTERNAL : ATOM;
  if (last || !(code === 0x53 || code === 0x56 || code === 0x50 || code === 0x4c || code === 0x49 || code === 0x46)) {
    throw new PickleFailure(last ? "truncated" : "limit", "a line of text without an end");
  }
  const at = s.at();
  for (let from = s.base + s.filled; from < s.end; from += WINDOW_BYTES) {
    const bytes = await source.read(from, Math.min(WINDOW_BYTES, s.end - from));
    const found = bytes.indexOf(0x0a);
    if (found < 0) continue;
    s.opCount += 1;
    s.push(asValue, at);
    s.base = from + found + 1;
    s.p = 0;
    s.filled = 0;
    return;
  }
  throw new PickleFailure("truncated", "a line of text without an end");
}
