import type { RangeSource } from "@/lib/bytes/range-source";
import { ByteCursor } from "../byte-cursor";
import { fieldsOf, ProtoError } from "./fields";
import type { MessageShape } from "./walk";

const PROBE_FIELDS = 20_000;

/** What a look at the top of a message found: how many fields of each number, and whether it runs to the very end. */
export type Probe = { counts: Map<number, number>; whole: boolean };

/**
 * Whether [from, to) reads as a message of this shape: every field known and of the right wire type. Payloads are skipped. `head` are bytes of the
 * source from 0 on that are in memory already.
 * Null when something else is met (unknown fields pass where the look is lenient); `whole` is false when the bytes break
 * off or the look stops early.
 */
export async function probeMessage(
  source: RangeSource,
  shape: MessageShape,
  from = 0,
  to = source.size,
  lenient = false,
  head?: Buffer,
): Promise<Probe | null> {
  const counts = new Map<number, number>();
  const budget = { fields: PROBE_FIELDS, deadlineMs: Number.POSITIVE_INFINITY };
  try {
    for await (const field of fieldsOf(new ByteCursor(source, from, to, false, head), from, to, budget)) {
      const known = shape[field.number];
      if (known === undefined) {
        if (lenient) continue;
        return null;
      }
      const numeric = known.kind === "number";
      if (numeric ? field.wire === 2 && field.to - field.from > 1 << 20 : field.wire !== 2 && known.kind !== "data")
        return null;
      counts.set(field.number, (counts.get(field.number) ?? 0) + 1);
    }
    return { counts, whole: true };
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
    if (error.reason === "malformed") return null;
    return counts.size === 0 ? null : { counts, whole: false };
  }
}
