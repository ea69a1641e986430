import { type ArrayPause, PickleFailure, type PickleState } from "./state";
import { ATOM, DTYPE, TEXT, TUPLE, WRAPPER } from "./values";

const MAX_DTYPES = 65_536;

/** numpy.dtype("<f8", …): the item's size stands in the text. */
export function dtypeFromCall(s: PickleState, args: number): { tag: number; value: number } {
  const text = s.ring.tag(args, 0) === TEXT ? s.text(s.ring.value(args, 0)) : null;
  if (s.dtypes.length >= MAX_DTYPES) throw new PickleFailure("limit", "more dtypes than the limit");
  const match = /^[<>|=]?([?bBhHiIlLqQuefdgFDGSUVOmMcp])(\d*)/.exec(text ?? "");
  const letter = match?.[1] ?? "";
  const width = match?.[2] === undefined || match[2] === "" ? null : Number(match[2]);
  const itemBytes = width === null ? null : letter === "U" ? width * 4 : width;
  s.dtypes.push({ itemBytes, hasObject: letter === "O" });
  return { tag: DTYPE, value: s.dtypes.length - 1 };
}

/** State of a dtype: (version, order, subdtype, names, fields, item size, alignment, flags); -1 means as before. */
export function dtypeFromState(s: PickleState, dtype: number, tag: number, state: number): void {
  const facts = s.dtypes[dtype];
  if (facts === undefined || tag !== TUPLE || s.ring.length(state) < 8) return;
  const itemBytes = s.ring.tag(state, 5) === ATOM ? s.int(s.ring.value(state, 5)) : null;
  const flags = s.ring.tag(state, 7) === ATOM ? s.int(s.ring.value(state, 7)) : null;
  if (itemBytes !== null && itemBytes >= 0) facts.itemBytes = itemBytes;
  if (flags !== null && (flags & 1) === 1) facts.hasObject = true;
}

export function beginWrapper(s: PickleState, id: number): { tag: number; value: number } {
  s.wrapperLive = true;
  s.wrapperState = [];
  return { tag: WRAPPER, value: id };
}

/** While a wrapper waits for its state, keeps the items put into the dictionary above it. */
export function captureState(s: PickleState, dict: number): void {
  if (s.tags[dict - 1] !== WRAPPER) return;
  for (let i = dict + 1; i + 1 < s.sp && s.wrapperState.length < 32; i += 2) {
    s.wrapperState.push({ key: s.values[i] as number, tag: s.tags[i + 1] as number, value: s.values[i + 1] as number });
  }
}

/** How many raw bytes follow a joblib wrapper's BUILD, from its shape and dtype; null ends the wait without a pause. */
export function pauseFor(s: PickleState): ArrayPause {
  const state = new Map(s.wrapperState.map((item) => [s.text(item.key), item]));
  const shape = state.get("shape");
  const dtype = state.get("dtype");
  const alignment = state.get("numpy_array_alignment_bytes");
  const facts = dtype?.tag === DTYPE ? s.dtypes[dtype.value] : undefined;
  if (shape?.tag !== TUPLE || facts === undefined)
    throw new PickleFailure("bad_argument", "a joblib array without shape or dtype");
  const rank = s.ring.length(shape.value);
  if (rank < 0 || rank > 8) throw new PickleFailure("limit", "a joblib array of more than eight dimensions");
  let itemCount = 1;
  for (let i = 0; i < rank; i++) {
    const extent = s.ring.tag(shape.value, i) === ATOM ? s.int(s.ring.value(shape.value, i)) : null;
    if (extent === null || extent < 0)
      throw new PickleFailure("bad_argument", "a joblib array's shape is not of whole numbers");
    itemCount *= extent;
  }
  const { hasObject, itemBytes } = facts;
  if (itemBytes === null && !hasObject)
    throw new PickleFailure("bad_argument", "a joblib array whose item size is not said");
  const aligned = alignment !== undefined && alignment.tag === ATOM && s.int(alignment.value) !== null;
  s.wrapperLive = false;
  return { from: s.at() + 1, itemCount, itemBytes: itemBytes ?? 0, hasObject, aligned };
}
