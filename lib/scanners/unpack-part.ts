import type { Codec, UnpackReason } from "@/lib/bytes/codecs/codec";
import { InflatedSource } from "@/lib/bytes/inflated-source";
import type { RangeSource } from "@/lib/bytes/range-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { addReason } from "./member-part";
import type { PartScan } from "./part-scan";
import type { ScanContext } from "./scan-context";

/** A file that holds one bomb gets little more: a thousand of them must not cost a thousand times as much. */
const AFTER_BOMB_BYTES = 64 << 20;

export type Unpacked = {
  source: RangeSource;
  /** Bytes of the packed source that the stream takes up. */
  storedBytes: number;
  failure: UnpackReason | undefined;
  /** To be called when the source is not needed any more: gives back the memory that the file's scan shares. */
  release?: () => void;
};

/** Unpacks within the limits of one member and of the whole file; what comes out counts against the file's budget. */
export async function unpackPart(
  { limits, budget }: Pick<ScanContext, "limits" | "budget">,
  packed: RangeSource,
  codec: Codec,
): Promise<Unpacked> {
  const source = await InflatedSource.open(
    packed,
    {
      maxBytes: Math.min(limits.maxInflatedBytes, budget.unpackedBytes),
      maxRatio: limits.maxInflateRatio,
      deadlineMs: budget.deadlineMs,
      pool: budget.pool,
    },
    codec,
  );
  budget.unpackedBytes = Math.max(0, budget.unpackedBytes - source.size);
  if (source.failure?.reason === "bomb") budget.unpackedBytes = Math.min(budget.unpackedBytes, AFTER_BOMB_BYTES);
  return { source, storedBytes: source.packedBytes, failure: source.failure?.reason, release: () => source.release() };
}

/** Says why a packed member could not be unpacked to its end: as a reason of the file, and as evidence where it stands. */
export function noteFailure(
  out: PartScan,
  unpacked: Unpacked,
  { rule, name, member = name, at }: { rule: "zip" | "7z" | "stream"; name: string; member?: string; at: number },
): void {
  const say = (found: Pick<ScanEvidence, "rule" | "verdict" | "severity" | "message">) =>
    out.evidence.push({
      ...found,
      certainty: "certain",
      offset: at,
      member,
      message: showText(found.message, 400),
    });
  switch (unpacked.failure) {
    case undefined:
      return;
    case "unsupported":
      addReason(out, "unsupported_method");
      return;
    case "corrupt":
      addReason(out, "truncated");
      say({
        rule: `${rule}.damaged-member`,
        verdict: "error",
        severity: "medium",
        message: `${name} is damaged: only its first ${unpacked.source.size} bytes can be read`,
      });
      return;
    default:
      addReason(out, "limit");
      say({
        rule: `${rule}.bomb`,
        verdict: "suspicious",
        severity: "medium",
        message: `${name} unpacks beyond every sensible size`,
      });
  }
}
