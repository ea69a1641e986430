/** What a pickle says of a tensor's bytes outside of it: the storage class, its key, how many items. */
export type PersistentId = { offset: number; typeName: string | null; key: string | null; count: number | null };

const ITEM_BYTES: Record<string, number> = {
  DoubleStorage: 8,
  FloatStorage: 4,
  HalfStorage: 2,
  BFloat16Storage: 2,
  LongStorage: 8,
  IntStorage: 4,
  ShortStorage: 2,
  CharStorage: 1,
  ByteStorage: 1,
  BoolStorage: 1,
  ComplexFloatStorage: 8,
  ComplexDoubleStorage: 16,
  UntypedStorage: 1,
  QInt8Storage: 1,
  QUInt8Storage: 1,
  QInt32Storage: 4,
  QUInt4x2Storage: 1,
  QUInt2x4Storage: 1,
};

/** Bytes of one item of a torch storage class; null for a class that is none. */
export function storageItemBytes(typeName: string | null): number | null {
  return ITEM_BYTES[typeName ?? ""] ?? null;
}
