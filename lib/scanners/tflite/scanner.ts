import { readUpTo } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import { found, malformed } from "../found";
import { type ByteRange, emptyPart, gapsOf, type PartScan } from "../part-scan";
import { startsLikePickle } from "../pickle-head";
import { ALLOWED, DENIED, SAVER, SUSPECT } from "../policy/tensorflow-ops";
import type { ScanContext, Scanner } from "../scan-context";
import { FlatBuffer, FlatError } from "./flatbuffer";
import { manifest } from "./manifest";
import { walkModel } from "./walk";

const MAX_EVIDENCE = 200;
/** Custom operators that the runtime itself brings along. */
const KNOWN_CUSTOM = new Set([
  "TFLite_Detection_PostProcess",
  "NumericVerify",
  "MaxPoolingWithArgmax2D",
  "MaxUnpooling2D",
  "Convolution2DTransposeBias",
  "Landmarks2TransformMatrix",
  "TransformTensorBilinear",
  "TransformLandmarks",
  "AudioMicrofrontend",
]);

async function matches({ head }: ScanContext): Promise<boolean> {
  return head.toString("latin1", 4, 8) === "TFL3";
}

async function scan(context: ScanContext): Promise<PartScan> {
  const { source } = context;
  const out = emptyPart("tflite");
  const flat = new FlatBuffer(source);
  const data: { range: ByteRange; index: number }[] = [];
  try {
    await walkModel(flat, {
      operator: (name, at, index) => judgeOperator(out, name, at, index),
      data: (range, index) => data.push({ range, index }),
    });
  } catch (error) {
    if (!(error instanceof FlatError)) throw error;
    out.reasons.push("malformed");
    out.evidence.push(malformed("tflite.structure", error.at, `The model cannot be read: ${error.message}`));
  }
  out.parsed.push(...flat.parsed);
  for (const { range, index } of data) await insideData(context, out, range, index);
  await claimPadding(context, out);
  return out;
}

function judgeOperator(out: PartScan, name: string, offset: number, index: number): void {
  if (out.evidence.length >= MAX_EVIDENCE || KNOWN_CUSTOM.has(name)) return;
  const pointer = `/operator_codes/${index}`;
  // Operators of TensorFlow itself, run through its delegate.
  const flex = name.startsWith("Flex") ? name.slice(4) : undefined;
  const denied = flex === undefined ? undefined : DENIED.get(flex);
  if (flex !== undefined && ALLOWED.has(flex)) return;
  if (denied !== undefined) {
    out.evidence.push(
      found({
        rule: "tflite.denied-op",
        verdict: "malicious",
        severity: "high",
        offset,
        pointer,
        message: `The operator ${flex} ${denied}`,
        refs: ["CWE-73"],
      }),
    );
    return;
  }
  const what =
    flex !== undefined && (SUSPECT.has(flex) || SAVER.has(flex))
      ? (SUSPECT.get(flex) ?? "reads or writes a checkpoint")
      : "comes from a library that the loader must bring along";
  out.evidence.push(
    found({
      rule: "tflite.custom-op",
      verdict: "suspicious",
      severity: "medium",
      certainty: "likely",
      offset,
      pointer,
      message: `The operator ${name === "" ? "without a name" : name} ${what}`,
    }),
  );
}

/** A buffer is raw data; one that begins like a pickle is walked as one, since metadata is kept in buffers too. */
async function insideData(
  { source, scanPart }: ScanContext,
  out: PartScan,
  range: ByteRange,
  index: number,
): Promise<void> {
  if (range.to > source.size) {
    out.reasons.push("truncated");
    out.evidence.push(
      malformed(
        "tflite.buffer",
        Math.min(range.from, source.size),
        `Buffer ${index} reaches past the end of the file`,
        `/buffers/${index}`,
      ),
    );
    return;
  }
  if (range.to > range.from) out.opaque.push(range);
  if (!startsLikePickle(await readUpTo(source, range.from, Math.min(16, range.to - range.from)))) return;
  const part = await scanPart(new SliceSource(source, range.from, range.to - range.from), `buffer ${index}`);
  for (const item of part.evidence)
    if (item.verdict === "malicious" || item.verdict === "suspicious")
      out.evidence.push({ ...item, offset: range.from + item.offset, pointer: `/buffers/${index}` });
}

/** Structures are aligned: a few zeros between two of them are theirs, and up to 64 before aligned data. */
async function claimPadding({ source }: ScanContext, out: PartScan): Promise<void> {
  for (const gap of gapsOf([...out.parsed, ...out.opaque], source.size).slice(0, 200_000)) {
    if (gap.to - gap.from > 64) continue;
    const bytes = await readUpTo(source, gap.from, gap.to - gap.from);
    if (bytes.every((byte) => byte === 0)) out.parsed.push(gap);
  }
}

export const tfliteScanner: Scanner = { manifest, matches, scan };
