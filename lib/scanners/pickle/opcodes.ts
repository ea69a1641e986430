/** How an opcode's argument is laid out: nothing, fixed bytes, counted bytes, or lines of text. */
type ArgumentKind =
  | "none"
  | "u1"
  | "u2"
  | "i4"
  | "u4"
  | "u8"
  | "f8"
  | "count1"
  | "count4"
  | "count4s"
  | "count8"
  | "line"
  | "two_lines";

type Opcode = { name: string; argument: ArgumentKind };

/** Names are those of Python's pickletools, so that a listing here and one there can be laid side by side. */
const TABLE: Record<number, [name: string, argument: ArgumentKind]> = {
  40: ["MARK", "none"],
  46: ["STOP", "none"],
  48: ["POP", "none"],
  49: ["POP_MARK", "none"],
  50: ["DUP", "none"],
  70: ["FLOAT", "line"],
  73: ["INT", "line"],
  74: ["BININT", "i4"],
  75: ["BININT1", "u1"],
  76: ["LONG", "line"],
  77: ["BININT2", "u2"],
  78: ["NONE", "none"],
  80: ["PERSID", "line"],
  81: ["BINPERSID", "none"],
  82: ["REDUCE", "none"],
  83: ["STRING", "line"],
  84: ["BINSTRING", "count4s"],
  85: ["SHORT_BINSTRING", "count1"],
  86: ["UNICODE", "line"],
  88: ["BINUNICODE", "count4"],
  97: ["APPEND", "none"],
  98: ["BUILD", "none"],
  99: ["GLOBAL", "two_lines"],
  100: ["DICT", "none"],
  125: ["EMPTY_DICT", "none"],
  101: ["APPENDS", "none"],
  103: ["GET", "line"],
  104: ["BINGET", "u1"],
  105: ["INST", "two_lines"],
  106: ["LONG_BINGET", "u4"],
  108: ["LIST", "none"],
  93: ["EMPTY_LIST", "none"],
  111: ["OBJ", "none"],
  112: ["PUT", "line"],
  113: ["BINPUT", "u1"],
  114: ["LONG_BINPUT", "u4"],
  115: ["SETITEM", "none"],
  116: ["TUPLE", "none"],
  41: ["EMPTY_TUPLE", "none"],
  117: ["SETITEMS", "none"],
  71: ["BINFLOAT", "f8"],
  128: ["PROTO", "u1"],
  129: ["NEWOBJ", "none"],
  130: ["EXT1", "u1"],
  131: ["EXT2", "u2"],
  132: ["EXT4", "i4"],
  133: ["TUPLE1", "none"],
  134: ["TUPLE2", "none"],
  135: ["TUPLE3", "none"],
  136: ["NEWTRUE", "none"],
  137: ["NEWFALSE", "none"],
  138: ["LONG1", "count1"],
  139: ["LONG4", "count4s"],
  66: ["BINBYTES", "count4"],
  67: ["SHORT_BINBYTES", "count1"],
  140: ["SHORT_BINUNICODE", "count1"],
  141: ["BINUNICODE8", "count8"],
  142: ["BINBYTES8", "count8"],
  143: ["EMPTY_SET", "none"],
  144: ["ADDITEMS", "none"],
  145: ["FROZENSET", "none"],
  146: ["NEWOBJ_EX", "none"],
  147: ["STACK_GLOBAL", "none"],
  148: ["MEMOIZE", "none"],
  149: ["FRAME", "u8"],
  150: ["BYTEARRAY8", "count8"],
  151: ["NEXT_BUFFER", "none"],
  152: ["READONLY_BUFFER", "none"],
};

export const OPCODES: readonly (Opcode | undefined)[] = Array.from({ length: 256 }, (_, code) => {
  const row = TABLE[code];
  return row && { name: row[0], argument: row[1] };
});

/** The name of an opcode byte; `UNKNOWN_0xNN` for a byte that is none. */
export function opcodeName(code: number): string {
  return OPCODES[code]?.name ?? `UNKNOWN_0x${code.toString(16).padStart(2, "0")}`;
}

export const HIGHEST_PROTOCOL = 5;
