import { captureState } from "./arrays";
import { build, call, putItems } from "./calls";
import { noteShared } from "./expansion";
import { frameViolation } from "./frames";
import { extension, persistentId, stackGlobal, twoLines } from "./imports";
import { HIGHEST_PROTOCOL, opcodeName } from "./opcodes";
import { NeedBytes, PickleFailure, type PickleState } from "./state";
import { ABSENT, ATOM, BYTES, DICT, EXTERNAL, GLOBAL, LIST, SET, TEXT, TUPLE, UNKNOWN_VALUE } from "./values";

export type Step = "next" | "stop" | "pause" | "line";

const NEWLINE = 0x0a;
const DUP_RUN = 1_000;

/**
 * One opcode that is rare, or a frequent one with an unusual operand. On return `s.p` stands after it. Nothing is changed
 * before every operand is at hand, so that a `NeedBytes` can be answered and the opcode run again.
 */
export function runSlow(s: PickleState, code: number): Step {
  switch (code) {
    case 0x80:
      return protocol(s);
    case 0x95:
      return frame(s);
    case 0x2e:
      s.need(1);
      s.p += 1;
      return "stop";
    case 0x63:
      return globalOrInst(s, "GLOBAL");
    case 0x69:
      return globalOrInst(s, "INST");
    case 0x93:
      stackGlobal(s);
      return after(s, 1);
    case 0x52: // REDUCE
    case 0x81: // NEWOBJ
      return reduce(s, code === 0x52 ? "REDUCE" : "NEWOBJ", 2);
    case 0x92:
      return reduce(s, "NEWOBJ_EX", 3);
    case 0x6f:
      return obj(s);
    case 0x62:
      build(s);
      return after(s, 1, s.pause !== null ? "pause" : "next");
    case 0x82:
      extension(s, s.bytes.readUInt8(s.p + 1));
      return after(s, 2);
    case 0x83:
      extension(s, s.bytes.readUInt16LE(s.p + 1));
      return after(s, 3);
    case 0x84:
      extension(s, s.bytes.readInt32LE(s.p + 1));
      return after(s, 5);
    case 0x51: {
      s.need(1);
      const loaded = persistentId(s, s.tags[s.sp - 1] as number, s.values[s.sp - 1] as number);
      s.tags[s.sp - 1] = loaded.tag;
      s.values[s.sp - 1] = loaded.value;
      return after(s, 1);
    }
    case 0x42: // BINBYTES
      return counted(s, BYTES, 5, s.bytes.readUInt32LE(s.p + 1));
    case 0x54: // BINSTRING
    case 0x8b: // LONG4
      return counted(s, code === 0x54 ? TEXT : ATOM, 5, s.bytes.readInt32LE(s.p + 1));
    case 0x8d: // BINUNICODE8
      return counted(s, TEXT, 9, Number(s.bytes.readBigUInt64LE(s.p + 1)));
    case 0x8e: // BINBYTES8
    case 0x96: // BYTEARRAY8
      return counted(s, BYTES, 9, Number(s.bytes.readBigUInt64LE(s.p + 1)));
    case 0x97:
      s.push(EXTERNAL, s.at());
      return after(s, 1);
    case 0x98:
      s.need(1);
      return after(s, 1);
    default:
      return runContainer(s, code);
  }
}

function runContainer(s: PickleState, code: number): Step {
  switch (code) {
    case 0x74: {
      // TUPLE
      const at = s.popMark();
      const id = s.ring.add(s.tags, s.values, at, s.sp - at);
      return made(s, at, TUPLE, id);
    }
    case 0x6c:
      return made(s, s.popMark(), LIST, s.at());
    case 0x64:
      return made(s, s.popMark(), DICT, s.at());
    case 0x91:
      return made(s, s.popMark(), SET, s.at());
    case 0x61: // APPEND
      s.need(2);
      putItems(s, "APPEND", s.sp - 2);
      s.sp -= 1;
      return after(s, 1);
    case 0x73: // SETITEM
      s.need(3);
      if (s.wrapperLive) captureState(s, s.sp - 3);
      putItems(s, "SETITEM", s.sp - 3);
      s.sp -= 2;
      return after(s, 1);
    case 0x65:
      return itemsAboveMark(s, "APPENDS");
    case 0x75:
      return itemsAboveMark(s, "SETITEMS");
    case 0x90:
      return itemsAboveMark(s, "ADDITEMS");
    case 0x30: // POP of a mark
      if (s.markCount > 0 && s.marks[s.markCount - 1] === s.sp) s.popMark();
      else throw new PickleFailure("stack_underflow", "POP on an empty stack");
      return after(s, 1);
    case 0x31:
      s.sp = s.popMark();
      return after(s, 1);
    case 0x32:
      return dup(s);
    default:
      return runMemo(s, code);
  }
}

function runMemo(s: PickleState, code: number): Step {
  const { bytes, p } = s;
  switch (code) {
    case 0x67: // GET
    case 0x70: // PUT
    case 0x50: {
      const end = bytes.indexOf(NEWLINE, p + 1);
      if (end < 0 || end >= s.filled) return "line";
      if (code === 0x50) s.push(EXTERNAL, s.at());
      else {
        const text = bytes.toString("latin1", p + 1, Math.min(end, p + 32)).trim();
        const index = /^\d{1,15}$/.test(text) ? Number(text) : -1;
        if (index < 0) throw new PickleFailure("bad_argument", `${opcodeName(code)} needs a memo number`);
        if (code === 0x67) get(s, index);
        else put(s, index);
      }
      s.p = end + 1;
      return "next";
    }
    case 0x68:
      get(s, bytes[p + 1] as number);
      return after(s, 2);
    case 0x6a:
      get(s, bytes.readUInt32LE(p + 1));
      return after(s, 5);
    case 0x94:
      put(s, s.memo.count);
      return after(s, 1);
    case 0x71:
      put(s, bytes[p + 1] as number);
      return after(s, 2);
    case 0x72:
      put(s, bytes.readUInt32LE(p + 1));
      return after(s, 5);
    case 0x85:
    case 0x86:
    case 0x87:
      throw new PickleFailure("stack_underflow", `${opcodeName(code)} needs ${code - 0x84} items on the stack`);
    default:
      throw new PickleFailure("unknown_opcode", `byte 0x${code.toString(16).padStart(2, "0")} is no opcode`);
  }
}

function after(s: PickleState, length: number, step: Step = "next"): Step {
  s.p += length;
  return step;
}

function made(s: PickleState, at: number, tag: number, value: number): Step {
  s.sp = at;
  s.push(tag, value);
  return after(s, 1);
}

function get(s: PickleState, index: number): void {
  const tag = s.memo.tag(index);
  if (tag !== ABSENT) {
    noteShared(s, tag, s.memo.value(index));
    s.push(tag, s.memo.value(index));
  } else if (s.lenient) s.push(UNKNOWN_VALUE.tag, UNKNOWN_VALUE.value);
  else throw new PickleFailure("memo_missing", `memo ${index} was never set`);
}

function put(s: PickleState, index: number): void {
  s.need(1);
  if (!s.memo.set(index, s.tags[s.sp - 1] as number, s.values[s.sp - 1] as number)) {
    throw new PickleFailure("limit", "more memo entries than the limit");
  }
}

/** The length is compared with what is left before anything is added: 64-bit lengths must not wrap. */
function counted(s: PickleState, tag: number, head: number, length: number): Step {
  if (length < 0) throw new PickleFailure("bad_argument", "a negative length");
  if (length > s.end - s.at() - head)
    throw new PickleFailure("truncated", `an argument of ${length} bytes runs past the end`);
  const first = s.bytes[s.p + head];
  const packed = length >= 12 && first === 0x67 && s.bytes[s.p + head + 1] === 0x41;
  if (packed || (tag === BYTES && length > 8 && first === 0x80)) s.noteData(s.at());
  if (tag === TEXT && s.texts !== null) s.texts.push(s.at());
  s.push(tag, s.at());
  return after(s, head + length);
}

function protocol(s: PickleState): Step {
  const wanted = s.bytes.readUInt8(s.p + 1);
  if (wanted > HIGHEST_PROTOCOL) throw new PickleFailure("bad_protocol", `protocol ${wanted} does not exist`);
  s.protocol = wanted;
  return after(s, 2);
}

function frame(s: PickleState): Step {
  const length = Number(s.bytes.readBigUInt64LE(s.p + 1));
  const end = s.at() + 9 + length;
  if (s.frameEnd >= 0) frameViolation(s, s.at(), "A frame inside a frame");
  if (end > s.end) frameViolation(s, s.at(), `A frame of ${length} bytes runs past the end`);
  else s.frameEnd = end;
  return after(s, 9);
}

function globalOrInst(s: PickleState, opcode: "GLOBAL" | "INST"): Step {
  const lines = twoLines(s);
  if (lines === "more") return "line";
  if (opcode === "INST" && s.markCount === 0) {
    s.recorder.addImport(lines.module, lines.name, s.protocol, s.at(), opcode);
    throw new PickleFailure("stack_underflow", "INST without a mark");
  }
  const id = s.recorder.addImport(lines.module, lines.name, s.protocol, s.at(), opcode);
  if (opcode === "GLOBAL") s.push(GLOBAL, id);
  else callAboveMark(s, opcode, GLOBAL, id, 0);
  s.p = lines.next;
  return "next";
}

function reduce(s: PickleState, opcode: string, items: number): Step {
  s.need(items);
  const at = s.sp - items;
  const result = call(s, opcode, at, at + 1);
  s.sp = at;
  s.push(result.tag, result.value);
  return after(s, 1);
}

/** OBJ: the class is the first item above the mark, its arguments are the rest. */
function obj(s: PickleState): Step {
  if (s.markCount === 0) throw new PickleFailure("stack_underflow", "OBJ without a mark");
  const mark = s.marks[s.markCount - 1] as number;
  if (s.sp <= mark) throw new PickleFailure("stack_underflow", "OBJ without a class");
  callAboveMark(s, "OBJ", s.tags[mark] as number, s.values[mark] as number, 1);
  return after(s, 1);
}

/** Calls a class with what lies above the mark, from the `skip`-th item on; the stack is as before when bytes are missing. */
function callAboveMark(s: PickleState, opcode: string, tag: number, value: number, skip: number): void {
  const sp = s.sp;
  const mark = s.marks[s.markCount - 1] as number;
  const args = s.ring.add(s.tags, s.values, mark + skip, sp - mark - skip);
  s.push(tag, value);
  s.push(TUPLE, args);
  try {
    const result = call(s, opcode, s.sp - 2, s.sp - 1);
    s.sp = s.popMark();
    s.push(result.tag, result.value);
  } catch (error) {
    s.sp = sp;
    if (error instanceof NeedBytes && skip === 0) s.recorder.forget(value);
    throw error;
  }
}

function itemsAboveMark(s: PickleState, opcode: "APPENDS" | "SETITEMS" | "ADDITEMS"): Step {
  if (s.markCount === 0) throw new PickleFailure("stack_underflow", `${opcode} without a mark`);
  const mark = s.marks[s.markCount - 1] as number;
  const floor = s.markCount > 1 ? (s.marks[s.markCount - 2] as number) : 0;
  if (mark - 1 < floor) throw new PickleFailure("stack_underflow", `${opcode} without a container`);
  if (opcode === "SETITEMS" && (s.sp - mark) % 2 === 1) {
    throw new PickleFailure("bad_argument", "SETITEMS with a key that has no value");
  }
  if (s.wrapperLive) captureState(s, mark - 1);
  putItems(s, opcode, mark - 1);
  s.sp = s.popMark();
  return after(s, 1);
}

function dup(s: PickleState): Step {
  s.need(1);
  s.dupRun += 1;
  if (s.dupRun === DUP_RUN) {
    s.recorder.addAnomaly(s.at(), {
      rule: "pickle.expansion",
      verdict: "suspicious",
      severity: "medium",
      certainty: "likely",
      opcode: "DUP",
      message: `More than ${DUP_RUN} copies of a value by DUP, which no pickler writes`,
    });
  }
  s.push(s.tags[s.sp - 1] as number, s.values[s.sp - 1] as number);
  return after(s, 1);
}
