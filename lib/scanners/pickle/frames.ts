import type { PickleState } from "./state";

/** At or past a frame's end: the opcode that crossed it may be read differently by another loader. */
export function closeFrame(s: PickleState): void {
  const at = s.at();
  if (at > s.frameEnd) frameViolation(s, s.frameEnd, "An opcode crosses the end of its frame, where loaders disagree");
  s.frameEnd = -1;
}

export function frameViolation(s: PickleState, at: number, message: string): void {
  s.frameBreaks.push({ frameEnd: at, resumed: s.at() });
  s.recorder.addAnomaly(at, {
    rule: "pickle.frame-violation",
    verdict: "suspicious",
    severity: "medium",
    certainty: "certain",
    opcode: "FRAME",
    message,
  });
}
