import { z } from "zod";
import { SCAN_VERDICTS } from "@/db/enums";
import { wordsOf } from "./codes";
import { Severity } from "./severity";

export const ScanVerdict = z.enum(wordsOf(SCAN_VERDICTS));
export type ScanVerdict = z.infer<typeof ScanVerdict>;

/** Bytes of a file: parsed by a parser, claimed but opaque (tensor storage an index accounts for), or never claimed. */
export const Coverage = z.object({
  bytesTotal: z.number().int().nonnegative(),
  bytesParsed: z.number().int().nonnegative(),
  bytesOpaque: z.number().int().nonnegative(),
  bytesUnclaimed: z.number().int().nonnegative(),
});
export type Coverage = z.infer<typeof Coverage>;

/** One row of `faultline scan --format json`; key names are the published contract (faultline.scan/1). */
export const ScanEvidence = z.object({
  rule: z.string(),
  verdict: z.enum(["malicious", "suspicious", "error", "info"]),
  severity: Severity,
  certainty: z.enum(["certain", "likely", "heuristic"]),
  /** Absolute byte in the scanned file; inside a compressed member: the byte where the member's data starts. */
  offset: z.number().int().nonnegative(),
  memberOffset: z.number().int().nonnegative().optional(),
  length: z.number().int().nonnegative().optional(),
  member: z.string().optional(),
  /** True when `member` is stored compressed, so `offset` does not move with `memberOffset`. */
  compressed: z.boolean().optional(),
  opcode: z.string().optional(),
  import: z.object({ module: z.string(), name: z.string() }).optional(),
  call: z
    .object({
      /** Byte of the calling opcode, on the scale of memberOffset. */
      offset: z.number().int().nonnegative(),
      opcode: z.string(),
      argPreview: z.string().max(200).optional(),
    })
    .optional(),
  operandOffsets: z.array(z.number().int().nonnegative()).optional(),
  pointer: z.string().optional(),
  message: z.string(),
  count: z.number().int().positive().optional(),
  snippetHex: z.string().optional(),
  refs: z.array(z.string()).optional(),
});
export type ScanEvidence = z.infer<typeof ScanEvidence>;

/** The result of scanning one file. Same bytes and ruleset: same value, byte for byte in canonical JSON. */
export const ScanResult = z.object({
  sha256: z.string().optional(),
  sizeBytes: z.number().int().nonnegative(),
  formats: z.array(z.string()),
  verdict: ScanVerdict,
  /** Why not clean, as stable words: not_a_model, unsupported_format, encrypted, limit, truncated, empty … */
  reasons: z.array(z.string()),
  coverage: Coverage,
  bytesRead: z.number().int().nonnegative(),
  evidence: z.array(ScanEvidence),
});
export type ScanResult = z.infer<typeof ScanResult>;

/** One line of the opcode listing around a hit, for the viewer. Text is hostile and shown as text. */
export const OpcodeLine = z.object({
  /** Byte inside the pickle member. */
  offset: z.number().int().nonnegative(),
  length: z.number().int().positive(),
  opcode: z.string(),
  argument: z.string(),
  /** What the symbolic machine holds after this opcode, top first, at most eight entries. */
  stack: z.array(z.string()),
});
export type OpcodeLine = z.infer<typeof OpcodeLine>;
