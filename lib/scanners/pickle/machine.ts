import { ATOM_BYTES, checkDigits, checkQuotes, isPacked } from "./checks";
import { noteTwins } from "./expansion";
import { closeFrame } from "./frames";
import { runSlow } from "./slow-ops";
import type { PickleState } from "./state";
import { ABSENT, ATOM, BYTES, DICT, LIST, SET, TEXT, TUPLE } from "./values";

/** Why the loop came back: out of bytes, end of the stream, an array to jump over, a long line, or the count is used up. */
export type LoopEnd = "more" | "stop" | "pause" | "line" | "spent";

const NEWLINE = 0x0a;
const PROTO = 0x80;
/** The letter g, with which the base64 of every pickle from protocol 2 on begins. */
const BASE64_G = 0x67;
/** Longest fixed-size opcode with its argument; windows end in as many zero bytes. */
export const TAIL_BYTES = 16;

/**
 * Runs opcodes until the window ends. `last` = the window reaches the end of the pickle. One long switch on purpose:
 * the frequent opcodes stay in one function with local variables, which is what makes it run at memory speed; all
 * others go to `runSlow`. Throws `PickleFailure` and `NeedBytes`.
 */
export function runWindow(s: PickleState, last: boolean, opLimit: number): LoopEnd {
  const { bytes, base, memo } = s;
  const filled = s.filled;
  const windowLimit = last ? filled : filled - TAIL_BYTES;
  let limit = frameLimit(s, windowLimit);
  let { tags, values, sp, p } = s;
  let capacity = tags.length - 2;
  // Counted down as a small integer: one window holds far fewer opcodes than this.
  const allowed = Math.max(0, Math.min(opLimit - s.opCount, 0x3fffffff));
  const opsBefore = s.opCount;
  let left = allowed;
  for (;;) {
    if (p >= limit) {
      s.p = p;
      s.sp = sp;
      s.opCount = opsBefore + allowed - left;
      if (s.frameEnd < 0 || base + p < s.frameEnd) return "more";
      closeFrame(s);
      limit = frameLimit(s, windowLimit);
      continue;
    }
    if (--left < 0) {
      s.p = p;
      s.sp = sp;
      s.opCount = opsBefore + allowed;
      return "spent";
    }
    if (sp >= capacity) {
      s.sp = sp;
      s.p = p;
      s.growStack();
      ({ tags, values } = s);
      capacity = tags.length - 2;
    }
    const code = bytes[p] as number;
    switch (code) {
      case 0x4b: // BININT1
        tags[sp] = ATOM;
        values[sp++] = base + p;
        p += 2;
        if (ATOM_BYTES[bytes[p] as number] === 0) continue;
        break;
      case 0x4d: // BININT2
        tags[sp] = ATOM;
        values[sp++] = base + p;
        p += 3;
        if (ATOM_BYTES[bytes[p] as number] === 0) continue;
        break;
      case 0x4a: // BININT
        tags[sp] = ATOM;
        values[sp++] = base + p;
        p += 5;
        if (ATOM_BYTES[bytes[p] as number] === 0) continue;
        break;
      case 0x47: // BINFLOAT
        tags[sp] = ATOM;
        values[sp++] = base + p;
        p += 9;
        if (ATOM_BYTES[bytes[p] as number] === 0) continue;
        break;
      case 0x4e: // NONE
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        tags[sp] = ATOM;
        values[sp++] = base + p;
        p += 1;
        if (ATOM_BYTES[bytes[p] as number] === 0) continue;
        break;
      case 0x8c: // SHORT_BINUNICODE
      case 0x55: // SHORT_BINSTRING
        if (s.texts !== null) s.texts.push(base + p);
        if (bytes[p + 2] === BASE64_G && isPacked(bytes, p + 2, p + 2 + (bytes[p + 1] as number))) s.noteData(base + p);
        tags[sp] = TEXT;
        values[sp++] = base + p;
        p += 2 + (bytes[p + 1] as number);
        continue;
      case 0x58: // BINUNICODE
        if (s.texts !== null) s.texts.push(base + p);
        if (bytes[p + 5] === BASE64_G && isPacked(bytes, p + 5, filled)) s.noteData(base + p);
        tags[sp] = TEXT;
        values[sp++] = base + p;
        p += 5 + bytes.readUInt32LE(p + 1);
        continue;
      case 0x43: // SHORT_BINBYTES
        if (bytes[p + 2] === PROTO && (bytes[p + 1] as number) > 8) s.noteData(base + p);
        tags[sp] = BYTES;
        values[sp++] = base + p;
        p += 2 + (bytes[p + 1] as number);
        continue;
      case 0x8a: // LONG1
        tags[sp] = ATOM;
        values[sp++] = base + p;
        p += 2 + (bytes[p + 1] as number);
        continue;
      case 0x94: // MEMOIZE: the index is the number of distinct slots, not the highest one
        if (sp <= s.fence) break;
        if (!memo.set(memo.count, tags[sp - 1] as number, values[sp - 1] as number)) break;
        p += 1;
        continue;
      case 0x71: // BINPUT
        if (sp <= s.fence || !memo.set(bytes[p + 1] as number, tags[sp - 1] as number, values[sp - 1] as number)) break;
        p += 2;
        continue;
      case 0x72: // LONG_BINPUT
        if (sp <= s.fence || !memo.set(bytes.readUInt32LE(p + 1), tags[sp - 1] as number, values[sp - 1] as number))
          break;
        p += 5;
        continue;
      case 0x68: {
        // BINGET
        const index = bytes[p + 1] as number;
        const tag = memo.tag(index);
        if (tag === ABSENT || (tag >= DICT && tag <= SET)) break;
        tags[sp] = tag;
        values[sp++] = memo.value(index);
        p += 2;
        continue;
      }
      case 0x6a: {
        // LONG_BINGET
        const index = bytes.readUInt32LE(p + 1);
        const tag = memo.tag(index);
        if (tag === ABSENT || (tag >= DICT && tag <= SET)) break;
        tags[sp] = tag;
        values[sp++] = memo.value(index);
        p += 5;
        continue;
      }
      case 0x28: // MARK
        s.sp = sp;
        s.pushMark();
        p += 1;
        continue;
      case 0x7d: // EMPTY_DICT
        tags[sp] = DICT;
        values[sp++] = base + p;
        p += 1;
        continue;
      case 0x5d: // EMPTY_LIST
        tags[sp] = LIST;
        values[sp++] = base + p;
        p += 1;
        continue;
      case 0x8f: // EMPTY_SET
        tags[sp] = SET;
        values[sp++] = base + p;
        p += 1;
        continue;
      case 0x29: // EMPTY_TUPLE
        values[sp] = s.ring.add(tags, values, sp, 0);
        tags[sp++] = TUPLE;
        p += 1;
        continue;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: {
        // TUPLE3
        const from = sp - (code - 0x84);
        if (from < s.fence) break;
        if (code === 0x86 && values[from] === values[from + 1])
          noteTwins(s, tags[from] as number, values[from] as number);
        values[from] = s.ring.add(tags, values, from, code - 0x84);
        tags[from] = TUPLE;
        sp = from + 1;
        p += 1;
        continue;
      }
      case 0x61: // APPEND
        if (sp - 2 < s.fence || tags[sp - 2] !== LIST) break;
        sp -= 1;
        p += 1;
        continue;
      case 0x65: {
        // APPENDS
        if (s.markCount === 0) break;
        const mark = s.marks[s.markCount - 1] as number;
        if (tags[mark - 1] !== LIST || (s.markCount > 1 && (s.marks[s.markCount - 2] as number) >= mark)) break;
        s.popMark();
        sp = mark;
        p += 1;
        continue;
      }
      case 0x75: {
        // SETITEMS
        if (s.markCount === 0 || s.wrapperLive) break;
        const mark = s.marks[s.markCount - 1] as number;
        if (tags[mark - 1] !== DICT || (s.markCount > 1 && (s.marks[s.markCount - 2] as number) >= mark)) break;
        if ((sp - mark) % 2 === 1) break;
        s.popMark();
        sp = mark;
        p += 1;
        continue;
      }
      case 0x30: // POP: a mark on top goes, else an item
        if (sp === s.fence) break;
        sp -= 1;
        p += 1;
        continue;
      case 0x49: // INT
      case 0x46: // FLOAT
      case 0x4c: // LONG
      case 0x53: // STRING
      case 0x56: {
        // UNICODE: the line is measured, never parsed, so a number of a million digits costs nothing
        const end = bytes.indexOf(NEWLINE, p + 1);
        if (end < 0 || end >= filled) {
          s.p = p;
          s.sp = sp;
          s.opCount = opsBefore + allowed - left - 1;
          return "line";
        }
        if (code === 0x4c || code === 0x49) checkDigits(s, base + p, end - p);
        else if (code === 0x53) checkQuotes(bytes, p + 1, end, s, sp, opsBefore + allowed - left);
        tags[sp] = code === 0x53 || code === 0x56 ? TEXT : ATOM;
        values[sp++] = base + p;
        p = end + 1;
        continue;
      }
    }
    if (ATOM_BYTES[code] !== 0) {
      // Numbers and constants come in long runs: the rest of one is pushed without going round the whole loop.
      let size = ATOM_BYTES[bytes[p] as number] as number;
      for (let run = Math.min(capacity - sp, left); run > 0 && size !== 0 && p < limit; run--) {
        tags[sp] = ATOM;
        values[sp++] = base + p;
        p += size;
        left -= 1;
        size = ATOM_BYTES[bytes[p] as number] as number;
      }
      continue;
    }
    // The slow opcodes, and the frequent ones when something about them is out of the ordinary.
    s.p = p;
    s.sp = sp;
    s.opCount = opsBefore + allowed - left;
    const step = runSlow(s, code);
    ({ tags, values, sp, p } = s);
    capacity = tags.length - 2;
    if (step === "line") {
      s.opCount = opsBefore + allowed - left - 1;
      return "line";
    }
    if (step !== "next") return step;
    limit = frameLimit(s, windowLimit);
  }
}

/** The loop also pauses at a frame's end, so that the boundary is checked without a compare per opcode. */
function frameLimit(s: PickleState, windowLimit: number): number {
  return s.frameEnd < 0 ? windowLimit : Math.min(windowLimit, s.frameEnd - s.base);
}
