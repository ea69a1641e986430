import type { RangeSource } from "@/lib/bytes/range-source";
import type { ByteRange } from "../part-scan";
import { storageItemBytes } from "../torch-storage";
import type { PickleState } from "./state";

/** `torch.save` before PyTorch 1.6 starts with this number as a pickle of its own; then 1001, sysinfo, object, keys. */
export const LEGACY_MAGIC = Buffer.from("80028a0a6cfc9c46f9206aa850192e", "hex");

/** Magic, version, system facts, object, keys; then the storages in the order of the keys. */
export function legacyLayout(source: RangeSource) {
  let object: PickleState | undefined;
  return {
    format: "torch-legacy",
    before: (stream: number, state: PickleState) => {
      if (stream === 4) state.texts = [];
    },
    after: async (stream: number, state: PickleState, at: number) => {
      if (stream === 3) object = state;
      return stream === 4 && object !== undefined ? legacyStorages(source, at, object, state) : undefined;
    },
  };
}

/**
 * Walks the storages behind a legacy file's keys: 8 bytes of item count, then the items, in the order of the keys.
 * Gives what could be accounted for; a count that disagrees with the object pickle ends the walk.
 */
async function legacyStorages(
  source: RangeSource,
  from: number,
  object: PickleState,
  keys: PickleState,
): Promise<ByteRange> {
  const byKey = new Map(object.persistentIds.map((id) => [id.key, id]));
  let at = from;
  for (const offset of keys.texts ?? []) {
    const key = await textOf(source, keys, offset);
    const storage = key === null ? undefined : byKey.get(key);
    const itemBytes = storageItemBytes(storage?.typeName ?? null);
    if (storage === undefined || itemBytes === null || at + 8 > source.size) break;
    const count = Number((await source.read(at, 8)).readBigInt64LE());
    if (count < 0 || (storage.count !== null && count < storage.count) || count * itemBytes > source.size - at - 8)
      break;
    at += 8 + count * itemBytes;
  }
  return { from, to: at };
}

async function textOf(source: RangeSource, state: PickleState, offset: number): Promise<string | null> {
  state.base = offset;
  state.filled = 0;
  state.keepFar(offset, await source.read(offset, Math.min(300, source.size - offset)));
  return state.text(offset);
}
