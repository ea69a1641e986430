/** Numbers of R's types in its serialization, after R's own description of it. */
export const TYPE = {
  SYM: 1,
  LIST: 2,
  CLO: 3,
  ENV: 4,
  PROM: 5,
  LANG: 6,
  SPECIAL: 7,
  BUILTIN: 8,
  CHAR: 9,
  LGL: 10,
  INT: 13,
  REAL: 14,
  CPLX: 15,
  STR: 16,
  DOT: 17,
  VEC: 19,
  EXPR: 20,
  BCODE: 21,
  EXTPTR: 22,
  WEAKREF: 23,
  RAW: 24,
  S4: 25,
  ALTREP: 238,
  ATTRLIST: 239,
  ATTRLANG: 240,
  BCREF: 243,
  BCDEF: 244,
  PERSIST: 247,
  PACKAGE: 248,
  NAMESPACE: 249,
  NIL: 254,
  REF: 255,
} as const;

/** Constants of the interpreter that stand for themselves. */
export const SINGLE: ReadonlySet<number> = new Set([TYPE.NIL, 253, 252, 251, 250, 242, 241, 246, 245]);

/** Bytes of an item in the vectors that hold plain values. */
export const ITEM_BYTES: Readonly<Record<number, number>> = {
  [TYPE.LGL]: 4,
  [TYPE.INT]: 4,
  [TYPE.REAL]: 8,
  [TYPE.CPLX]: 16,
  [TYPE.RAW]: 1,
};

/** Types made of attribute, tag, head and rest. */
export const PAIRS: ReadonlySet<number> = new Set([TYPE.LIST, TYPE.CLO, TYPE.PROM, TYPE.LANG, TYPE.DOT]);

const CODE_LANG: ReadonlySet<number> = new Set([
  TYPE.LANG,
  TYPE.LIST,
  TYPE.ATTRLANG,
  TYPE.ATTRLIST,
  TYPE.BCREF,
  TYPE.BCDEF,
]);

/** Calls and lists inside bytecode, which have a form of their own there. */
export function isCodeLang(type: number): boolean {
  return CODE_LANG.has(type);
}
