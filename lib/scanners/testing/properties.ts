import { BufferSource } from "@/lib/bytes/buffer-source";
import { canonicalJson } from "@/lib/domain/json";
import { ScanResult } from "@/lib/domain/scan";
import { DEFAULT_LIMITS, type ScanLimits } from "../scan-context";
import { scanFile } from "../scan-file";

/**
 * Scans bytes and checks what must hold of every result, whatever the bytes: it has the published shape, its three kinds of
 * bytes add up to the file, clean leaves no byte unclaimed and no reason, and (`twice`) the same bytes give the same JSON.
 * Throws a sentence that says what does not hold.
 */
export async function checkedScan(
  bytes: Buffer,
  file: string,
  { twice = false, limits = DEFAULT_LIMITS }: { twice?: boolean; limits?: ScanLimits } = {},
): Promise<ScanResult> {
  const result = await scanFile(new BufferSource(bytes), file, limits);
  ScanResult.parse(result);
  const { bytesTotal, bytesParsed, bytesOpaque, bytesUnclaimed } = result.coverage;
  if (bytesTotal !== bytes.length || bytesParsed + bytesOpaque + bytesUnclaimed !== bytes.length)
    throw new Error(
      `parsed ${bytesParsed} + opaque ${bytesOpaque} + unclaimed ${bytesUnclaimed} is not ${bytes.length}`,
    );
  if (result.verdict === "clean" && (bytesUnclaimed > 0 || result.reasons.length > 0))
    throw new Error(`clean with ${bytesUnclaimed} unclaimed bytes and the reasons ${result.reasons.join(", ")}`);
  for (const item of result.evidence) {
    if (item.offset > bytes.length) throw new Error(`${item.rule} stands at byte ${item.offset} of ${bytes.length}`);
  }
  if (twice && !result.reasons.includes("limit")) {
    const again = await scanFile(new BufferSource(bytes), file, limits);
    if (canonicalJson(again) !== canonicalJson(result)) throw new Error("the same bytes gave another result");
  }
  return result;
}
