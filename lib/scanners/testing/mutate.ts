import fc from "fast-check";

/** Where a change is made: counted from the start, from the end, or as a share of the whole. */
type Place = { from: "start" | "end" | "share"; at: number };

/** One change of a file's bytes. Lengths are bounded, so that no change makes a small file a large one. */
export type Mutation =
  | { kind: "set"; place: Place; bytes: Uint8Array }
  | { kind: "flip"; place: Place; bit: number }
  | { kind: "number"; place: Place; width: 1 | 2 | 4 | 8; value: bigint; bigEndian: boolean }
  | { kind: "insert"; place: Place; bytes: Uint8Array }
  | { kind: "remove"; place: Place; length: number }
  | { kind: "repeat"; place: Place; length: number; times: number }
  | { kind: "move"; place: Place; to: Place; length: number }
  | { kind: "signature"; place: Place; which: number }
  | { kind: "splice"; place: Place; donorPlace: Place }
  | { kind: "cut"; place: Place };

/** What begins or ends something in the formats that scanners know: put anywhere, it makes them look there. */
const SIGNATURES = [
  "504b0304",
  "504b0102",
  "504b0506",
  "504b0606",
  "504b0607",
  "8002",
  "8004",
  "8005",
  "1f8b0800",
  "425a6839",
  "fd377a585a00",
  "377abcaf271c",
  "04224d18",
  "28b52ffd",
  "789c",
  "5d0000",
  "934e554d5059",
  "894844460d0a1a0a",
  "47475546",
  "7573746172",
  "4d5a714650443d27",
  "0c",
  "0a0a",
  "2e",
  "7b22",
  "7d",
  "81a0",
  "52444133",
  "580a",
  "94",
  "93",
  "52",
  "28",
  "95ffffffff00000000",
].map((hex) => Buffer.from(hex, "hex"));

const NUMBERS = [
  0n,
  1n,
  2n,
  7n,
  8n,
  0x7fn,
  0x80n,
  0xffn,
  0x100n,
  0x7fffn,
  0xffffn,
  0x10000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 32n,
  2n ** 40n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ from: fc.constant("start" as const), at: fc.nat(64) }),
  fc.record({ from: fc.constant("end" as const), at: fc.nat(64) }),
  fc.record({ from: fc.constant("share" as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
);
const some = fc.uint8Array({ minLength: 1, maxLength: 12 });
const length = fc.oneof(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 2048 }));

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("set" as const), place, bytes: some }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("flip" as const), place, bit: fc.nat(7) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("number" as const),
      place,
      width: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
      value: fc.constantFrom(...NUMBERS),
      bigEndian: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant("insert" as const), place, bytes: some }),
  fc.record({ kind: fc.constant("remove" as const), place, length }),
  fc.record({ kind: fc.constant("repeat" as const), place, length, times: fc.integer({ min: 1, max: 16 }) }),
  fc.record({ kind: fc.constant("move" as const), place, to: place, length }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("signature" as const), place, which: fc.nat(SIGNATURES.length - 1) }),
  },
  fc.record({ kind: fc.constant("splice" as const), place, donorPlace: place }),
  fc.record({ kind: fc.constant("cut" as const), place }),
);

function offsetIn(bytes: Buffer, { from, at }: Place): number {
  const offset = from === "start" ? at : from === "end" ? bytes.length - at : Math.floor(at * bytes.length);
  return Math.min(bytes.length, Math.max(0, offset));
}

/** The bytes after all changes, one after another; `donor` gives the other half of a splice. */
export function mutate(bytes: Buffer, mutations: readonly Mutation[], donor: Buffer): Buffer {
  return mutations.reduce((out, change) => mutateOnce(out, change, donor), bytes);
}

function mutateOnce(bytes: Buffer, change: Mutation, donor: Buffer): Buffer {
  const at = offsetIn(bytes, change.place);
  switch (change.kind) {
    case "set":
      return overwrite(bytes, at, Buffer.from(change.bytes));
    case "flip":
      return overwrite(bytes, at, Buffer.from([(bytes[at] ?? 0) ^ (1 << change.bit)]));
    case "number":
      return overwrite(bytes, at, numberBytes(change.value, change.width, change.bigEndian));
    case "insert":
      return Buffer.concat([bytes.subarray(0, at), change.bytes, bytes.subarray(at)]);
    case "remove":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + change.length)]);
    case "repeat": {
      const part = bytes.subarray(at, at + change.length);
      return Buffer.concat([
        bytes.subarray(0, at),
        ...Array.from({ length: change.times }, () => part),
        bytes.subarray(at),
      ]);
    }
    case "move":
      return overwrite(bytes, offsetIn(bytes, change.to), Buffer.from(bytes.subarray(at, at + change.length)));
    case "signature":
      return overwrite(bytes, at, SIGNATURES[change.which] ?? Buffer.alloc(0));
    case "splice":
      return Buffer.concat([bytes.subarray(0, at), donor.subarray(offsetIn(donor, change.donorPlace))]);
    case "cut":
      return bytes.subarray(0, at);
  }
}

function overwrite(bytes: Buffer, at: number, part: Buffer): Buffer {
  const out = Buffer.from(bytes);
  part.copy(out, at);
  return out;
}

function numberBytes(value: bigint, width: number, bigEndian: boolean): Buffer {
  const wide = Buffer.alloc(8);
  if (bigEndian) {
    wide.writeBigUInt64BE(BigInt.asUintN(64, value << BigInt(64 - width * 8)));
  } else wide.writeBigUInt64LE(value);
  return wide.subarray(0, width);
}
