import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import { found, malformed } from "../found";
import { judgeTemplate } from "../jinja/judge";
import { type ByteRange, emptyPart, gapsOf, type PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { type GgufHeader, type GgufKey, type GgufTensor, readGguf } from "./header";
import { manifest } from "./manifest";
import { tensorBytes } from "./tensor-types";

const MAX_EVIDENCE = 200;
/** Four is what ggml has room for; readers that trusted more have written past it. */
const GGML_DIMENSIONS = 4;
const TEMPLATE = /(^|\.)chat_template(s$|\.|$)/;
const ALIGNMENT = "general.alignment";
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

async function matches({ head }: ScanContext): Promise<boolean> {
  return head.length >= 8 && head.toString("latin1", 0, 4) === "GGUF";
}

async function scan({ source }: ScanContext): Promise<PartScan> {
  const out = emptyPart("gguf");
  // Any text that holds a tag is judged, whatever its key: loaders read templates under several names.
  const header = await readGguf(source, (key) => TEMPLATE.test(key) || !/\.tokens$|\.merges$/.test(key));
  out.parsed.push({ from: 0, to: header.end });
  judgeKeys(out, header.keys);
  if (header.problem !== undefined) {
    out.reasons.push(header.problem.reason);
    out.evidence.push(
      malformed("gguf.header", header.problem.at, `The header cannot be read: ${header.problem.message}`),
    );
    return out;
  }
  const alignment = alignmentOf(header, out);
  const start = Math.ceil(header.end / alignment) * alignment;
  const whole = layTensors(out, header, start, alignment, source.size);
  await leftOver(source, out, header, alignment, whole);
  return out;
}

function judgeKeys(out: PartScan, keys: readonly GgufKey[]): void {
  const seen = new Set<string>();
  for (const { key, keyAt, texts } of keys) {
    if (seen.has(key)) {
      const message = `The key ${key} stands twice: readers disagree which one counts`;
      out.evidence.push(
        found({
          rule: "gguf.duplicate-key",
          verdict: "suspicious",
          severity: "medium",
          offset: keyAt,
          pointer: key,
          message,
        }),
      );
    }
    seen.add(key);
    for (const [i, { text, at }] of texts.entries()) {
      if (!TEMPLATE.test(key) && !/\{[{%]/.test(text)) continue;
      const pointer = texts.length > 1 ? `${key}[${i}]` : key;
      for (const item of judgeTemplate(text)) {
        const { at: place, ...rest } = item;
        if (!TEMPLATE.test(key) && rest.verdict !== "malicious") continue;
        out.evidence.push(found({ ...rest, offset: at + Buffer.byteLength(text.slice(0, place)), pointer }));
      }
    }
  }
}

function alignmentOf(header: GgufHeader, out: PartScan): number {
  const entry = header.keys.findLast((item) => item.key === ALIGNMENT);
  const value = entry?.number ?? 32;
  if (Number.isInteger(value) && value >= 1 && value <= 1 << 20 && (value & (value - 1)) === 0) return value;
  out.evidence.push(
    malformed("gguf.alignment", entry?.keyAt ?? 0, `The alignment ${value} is no power of two`, ALIGNMENT),
  );
  return 32;
}

/** Claims every tensor's bytes. False when one of them could not be placed, so that the rest proves nothing. */
function layTensors(out: PartScan, header: GgufHeader, start: number, alignment: number, size: number): boolean {
  const problems = out.evidence.length;
  const names = new Set<string>();
  const placed: (ByteRange & { tensor: GgufTensor })[] = [];
  let unknown = false;
  const bad = (tensor: GgufTensor, message: string) => {
    if (out.evidence.length < MAX_EVIDENCE)
      out.evidence.push(malformed("gguf.tensor", tensor.at, `Tensor ${tensor.name}: ${message}`, tensor.name));
  };
  for (const tensor of header.tensors) {
    const bytes = tensorBytes(tensor.type, tensor.dimensions);
    if (names.has(tensor.name)) bad(tensor, "another tensor has the same name");
    names.add(tensor.name);
    if (tensor.dimensions.length > GGML_DIMENSIONS)
      bad(tensor, `it has ${tensor.dimensions.length} dimensions, readers have room for 4`);
    else if (bytes === null) unknown = true;
    else if (bytes === undefined) bad(tensor, "its rows are no whole number of blocks");
    else if (tensor.offset % BigInt(alignment) !== 0n) bad(tensor, `its place is not a multiple of ${alignment}`);
    else if (tensor.offset > SAFE || bytes > SAFE || BigInt(start) + tensor.offset + bytes > BigInt(size))
      bad(tensor, `its ${bytes} bytes at ${tensor.offset} lie outside the file`);
    else {
      const from = start + Number(tensor.offset);
      placed.push({ from, to: from + Number(bytes), tensor });
    }
  }
  placed.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { from, to, tensor } of placed) {
    if (from < end && to > from) bad(tensor, "it overlaps another tensor");
    end = Math.max(end, to);
    out.opaque.push({ from, to });
  }
  if (unknown) out.reasons.push("unclaimed_bytes");
  if (out.evidence.length > problems) out.reasons.push("malformed");
  return !unknown && out.evidence.length === problems;
}

/** Zeros that fill up to the alignment are the format's own; anything else that is left belongs to nobody. */
async function leftOver(
  source: RangeSource,
  out: PartScan,
  header: GgufHeader,
  alignment: number,
  whole: boolean,
): Promise<void> {
  for (const gap of gapsOf([...out.parsed, ...out.opaque], source.size).slice(0, 100_000)) {
    const length = gap.to - gap.from;
    if (length < alignment || (header.tensors.length === 0 && length <= alignment)) {
      const bytes = await readUpTo(source, gap.from, length);
      if (bytes.every((byte) => byte === 0)) {
        out.parsed.push(gap);
        continue;
      }
    }
    if (!whole || out.evidence.length >= MAX_EVIDENCE) continue;
    const trailing = gap.to === source.size;
    out.evidence.push(
      found({
        rule: trailing ? "gguf.trailing-bytes" : "gguf.hole",
        verdict: "suspicious",
        severity: "medium",
        certainty: "likely",
        offset: gap.from,
        length,
        message: `${length} bytes ${trailing ? "behind the last tensor" : "between tensors"} belong to no tensor`,
      }),
    );
  }
}

export const ggufScanner: Scanner = { manifest, matches, scan };
