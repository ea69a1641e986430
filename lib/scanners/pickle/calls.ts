import { DICT_LIKE, LIST_LIKE, SET_LIKE } from "../policy/allow";
import { beginWrapper, dtypeFromCall, dtypeFromState, pauseFor } from "./arrays";
import { previewArguments } from "./imports";
import { PickleFailure, type PickleState } from "./state";
import {
  BYTES,
  DICT,
  DTYPE,
  EXTERNAL,
  GLOBAL,
  LIST,
  OBJECT,
  SET,
  TAG_NAMES,
  TEXT,
  TUPLE,
  UNRESOLVED,
  WRAPPER,
} from "./values";

/** A callable and its arguments, taken off the stack by the caller once this returns; gives what the call leaves. */
export function call(s: PickleState, opcode: string, at: number, argsAt: number): { tag: number; value: number } {
  const tag = s.tags[at] as number;
  const value = s.values[at] as number;
  const argsTag = argsAt < 0 ? 0 : (s.tags[argsAt] as number);
  const args = argsAt < 0 ? -1 : (s.values[argsAt] as number);
  if (tag === GLOBAL) return callImport(s, opcode, value, argsTag, args);
  if (tag === UNRESOLVED) {
    if (s.lenient && value < 0) return { tag: UNRESOLVED, value: -1 };
    report(s, opcode, "malicious", "high", "Calls something whose name is computed while the file loads");
    return { tag: UNRESOLVED, value: s.at() };
  }
  if (tag === OBJECT || tag === EXTERNAL || tag === WRAPPER || tag === DTYPE) {
    const record = tag === OBJECT ? s.recorder.imports[value] : undefined;
    const known = record === undefined || record.judgement.class === "allow";
    report(
      s,
      opcode,
      known ? "suspicious" : "malicious",
      known ? "medium" : "high",
      "Calls the result of an earlier call",
    );
    return { tag: UNRESOLVED, value: s.at() };
  }
  throw new PickleFailure("bad_argument", `${opcode} calls ${TAG_NAMES[tag]}, which cannot be called`);
}

function report(
  s: PickleState,
  opcode: string,
  verdict: "malicious" | "suspicious",
  severity: "high" | "medium",
  message: string,
) {
  s.recorder.addAnomaly(s.at(), {
    rule: "pickle.call-computed",
    verdict,
    severity,
    certainty: "likely",
    opcode,
    message,
    refs: ["CWE-502"],
  });
}

function callImport(
  s: PickleState,
  opcode: string,
  id: number,
  argsTag: number,
  args: number,
): { tag: number; value: number } {
  const record = s.recorder.imports[id];
  if (record === undefined) throw new PickleFailure("bad_argument", "calls an import that was never made");
  if (s.recorder.wantsCall(id)) {
    const argPreview = previewArguments(s, argsTag, args);
    s.recorder.addCall(id, { offset: s.at(), opcode, ...(argPreview !== undefined && { argPreview }) });
  }
  if (record.nestedLoader && argsTag === TUPLE) {
    const first = s.ring.tag(args, 0);
    if (first === BYTES || first === TEXT) s.recorder.addNested({ opcodeOffset: s.ring.value(args, 0), via: "loader" });
  }
  if (record.path === "copyreg._reconstructor" && argsTag === TUPLE && s.ring.tag(args, 0) === GLOBAL) {
    return made(s, s.ring.value(args, 0));
  }
  // How protocols below 3 write bytes: as a text that is turned back into them.
  if (record.path === "_codecs.encode" && argsTag === TUPLE && s.ring.tag(args, 0) === TEXT) {
    return { tag: BYTES, value: s.ring.value(args, 0) };
  }
  if (record.path === "numpy.dtype" && argsTag === TUPLE) return dtypeFromCall(s, args);
  return made(s, id);
}

function made(s: PickleState, id: number): { tag: number; value: number } {
  if (s.recorder.imports[id]?.path === "joblib.numpy_pickle.NumpyArrayWrapper") return beginWrapper(s, id);
  return { tag: OBJECT, value: id };
}

/** BUILD: sets the state of the object below it. Only an object of an allowed class may have its state set quietly. */
export function build(s: PickleState): void {
  s.need(2);
  const tag = s.tags[s.sp - 2] as number;
  const value = s.values[s.sp - 2] as number;
  if (tag === WRAPPER) s.pause = pauseFor(s);
  else if (tag === DTYPE) dtypeFromState(s, value, s.tags[s.sp - 1] as number, s.values[s.sp - 1] as number);
  else if (tag === GLOBAL) {
    const path = s.recorder.imports[value]?.path ?? "an import";
    s.recorder.addAnomaly(s.at(), {
      rule: "pickle.build-on-import",
      verdict: "malicious",
      severity: "critical",
      certainty: "certain",
      opcode: "BUILD",
      message: `Rewrites attributes of ${path.slice(0, 200)} itself, not of an object`,
      refs: ["CWE-502"],
    });
  } else if (tag !== OBJECT && !(s.lenient && value < 0)) {
    s.recorder.addAnomaly(s.at(), {
      rule: "pickle.build-target",
      verdict: "suspicious",
      severity: "medium",
      certainty: "likely",
      opcode: "BUILD",
      message: `Sets the state of ${TAG_NAMES[tag]}, which no pickler writes`,
    });
  }
  s.sp -= 1;
}

const KINDS = {
  SETITEM: { plain: DICT, like: DICT_LIKE, refs: ["CVE-2026-24747"] },
  SETITEMS: { plain: DICT, like: DICT_LIKE, refs: ["CVE-2026-24747"] },
  APPEND: { plain: LIST, like: LIST_LIKE, refs: [] },
  APPENDS: { plain: LIST, like: LIST_LIKE, refs: [] },
  ADDITEMS: { plain: SET, like: SET_LIKE, refs: [] },
} as const;

/** Items put into the value at `target`: fine in the container the opcode is for, or in an allowed class that is one. */
export function putItems(s: PickleState, opcode: keyof typeof KINDS, target: number): void {
  const kind = KINDS[opcode];
  const tag = s.tags[target] as number;
  const value = s.values[target] as number;
  if (tag === kind.plain || (s.lenient && value < 0)) return;
  const record = tag === OBJECT ? s.recorder.imports[value] : undefined;
  if (record !== undefined && kind.like.has(record.path)) return;
  // A class nobody knows is already suspicious by its import; saying so twice helps nobody.
  if (record !== undefined && record.judgement.class !== "allow") return;
  s.recorder.addAnomaly(s.at(), {
    rule: "pickle.container-target",
    verdict: "suspicious",
    severity: "medium",
    certainty: "likely",
    opcode,
    message: `${opcode} on ${record?.path ?? TAG_NAMES[tag]}, which is not the container it is for`,
    ...(kind.refs.length > 0 && { refs: [...kind.refs] }),
  });
}
