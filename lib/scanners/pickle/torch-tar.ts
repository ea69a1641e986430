import type { RangeSource } from "@/lib/bytes/range-source";
import type { ByteRange } from "../part-scan";
import { storageItemBytes } from "../torch-storage";
import { intAt } from "./operands";
import type { PickleState } from "./state";
import { ATOM, GLOBAL, TUPLE } from "./values";

const MAX_DIMENSIONS = 64;

/**
 * Two members of PyTorch's tar files are pickles with raw data between them. `storages`: how many, then for each a tuple
 * (key, place, class), eight bytes of item count and the items, then the views. `tensors`: how many, then for each a tuple,
 * the number of dimensions in eight bytes, sizes, strides and the offset. Undefined for any other name.
 */
export function torchTarLayout(source: RangeSource, name: string) {
  const kind = /(^|\/)(storages|tensors)$/.exec(name)?.[2];
  if (kind === undefined) return undefined;
  let count = 0;
  return {
    format: "torch-tar",
    after: async (stream: number, state: PickleState, at: number): Promise<ByteRange | undefined> => {
      if (stream === 0) {
        count = await wholeNumber(source, state);
        return undefined;
      }
      if (stream > count) return undefined;
      return kind === "storages" ? storage(source, state, at) : tensor(source, at);
    },
  };
}

/** The whole number a stream left on the stack; 0 when it is none. */
async function wholeNumber(source: RangeSource, state: PickleState): Promise<number> {
  if (state.sp === 0 || state.tags[state.sp - 1] !== ATOM) return 0;
  const at = state.values[state.sp - 1] as number;
  const bytes = await source.read(at, Math.min(32, source.size - at));
  return intAt(bytes, 0, bytes.length) ?? 0;
}

async function storage(source: RangeSource, state: PickleState, at: number): Promise<ByteRange | undefined> {
  const tuple = state.tags[state.sp - 1] === TUPLE ? (state.values[state.sp - 1] as number) : -1;
  const record = state.ring.tag(tuple, 2) === GLOBAL ? state.recorder.imports[state.ring.value(tuple, 2)] : undefined;
  const itemBytes = storageItemBytes(record?.name ?? null);
  if (itemBytes === null || at + 8 > source.size) return undefined;
  const items = (await source.read(at, 8)).readBigInt64LE();
  if (items < 0n || items > BigInt(source.size)) return undefined;
  return inside(source, at, 8 + Number(items) * itemBytes);
}

async function tensor(source: RangeSource, at: number): Promise<ByteRange | undefined> {
  if (at + 8 > source.size) return undefined;
  const dimensions = (await source.read(at, 4)).readInt32LE();
  if (dimensions < 0 || dimensions > MAX_DIMENSIONS) return undefined;
  return inside(source, at, 8 + dimensions * 16 + 8);
}

function inside(source: RangeSource, at: number, length: number): ByteRange | undefined {
  return at + length <= source.size ? { from: at, to: at + length } : undefined;
}
