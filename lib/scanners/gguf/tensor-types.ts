/** Weights per block and bytes per block, by ggml's number of the type. Removed numbers keep what they had. */
const BLOCKS: Record<number, readonly [items: number, bytes: number]> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  4: [32, 18],
  5: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  9: [32, 36],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  15: [256, 292],
  16: [256, 66],
  17: [256, 74],
  18: [256, 98],
  19: [256, 50],
  20: [32, 18],
  21: [256, 110],
  22: [256, 82],
  23: [256, 136],
  24: [1, 1],
  25: [1, 2],
  26: [1, 4],
  27: [1, 8],
  28: [1, 8],
  29: [256, 56],
  30: [1, 2],
  31: [32, 18],
  32: [32, 18],
  33: [32, 18],
  34: [256, 54],
  35: [256, 66],
  39: [32, 17],
};

/** Bytes of a tensor; null when the type is not known here, undefined when its first dimension cannot hold whole blocks. */
export function tensorBytes(type: number, dimensions: readonly bigint[]): bigint | null | undefined {
  const block = BLOCKS[type];
  if (block === undefined) return null;
  const [items, bytes] = block;
  const first = dimensions[0] ?? 1n;
  if (first % BigInt(items) !== 0n) return undefined;
  return (dimensions.reduce((product, n) => product * n, 1n) / BigInt(items)) * BigInt(bytes);
}
