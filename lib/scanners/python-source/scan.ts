import type { RangeSource } from "@/lib/bytes/range-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import type { PartScan } from "../part-scan";
import type { ScanContext } from "../scan-context";
import { sourceText } from "./judge";
import type { SourceFacts } from "./lexer";

const MAX_SOURCE_BYTES = 16 << 20;

/** What a judge says of a text, and how far it could be read. */
export type SourceJudge = (text: string) => { evidence: ScanEvidence[]; facts: SourceFacts };

/**
 * Scans a member that is source code by its place: as a file of its own first, since a name proves nothing, and when that finds
 * plain text, as code. All of it counts as parsed when the code could be read to its end.
 */
export async function scanSource(
  context: ScanContext,
  source: RangeSource,
  name: string,
  judge: SourceJudge,
): Promise<PartScan> {
  const part = await context.scanPart(source, name);
  if (!part.reasons.includes("not_a_model") || source.size > MAX_SOURCE_BYTES) return part;
  const { evidence, facts } = judge(sourceText(await source.read(0, source.size)));
  const reasons = part.reasons.filter((word) => word !== "not_a_model");
  if (facts.brokenAt !== undefined) reasons.push("malformed");
  return { ...part, reasons, evidence: [...part.evidence, ...evidence], parsed: [{ from: 0, to: source.size }] };
}
