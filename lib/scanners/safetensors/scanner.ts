import type { RangeSource } from "@/lib/bytes/range-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { emptyPart, gapsOf, type PartScan, unionOf } from "../part-scan";
import { denyReason } from "../policy/judge";
import type { ScanContext, Scanner } from "../scan-context";
import { HeaderObject, HeaderSyntaxError, type HeaderValue, parseHeader } from "./header-json";
import { manifest } from "./manifest";

/** The reference reader refuses longer headers. */
const MAX_HEADER_BYTES = 100_000_000;
const MAX_EVIDENCE = 200;

const BITS: Record<string, number> = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  I64: 64,
  U64: 64,
  F64: 64,
  C64: 64,
};

function headerLength(head: Buffer): number {
  return head.length < 10 ? -1 : Number(head.readBigUInt64LE(0));
}

async function matches({ head, name }: ScanContext): Promise<boolean> {
  // A pointer to a file that was not fetched is no broken header.
  const pointer = head.toString("latin1", 0, 8) === "version ";
  if (/\.safetensors$/i.test(name) && head.length > 0 && !pointer) return true;
  const length = headerLength(head);
  return (
    length >= 2 && length < 2 ** 40 && head[8] === 0x7b && (head[9] === 0x22 || head[9] === 0x7d || head[9] === 0x20)
  );
}

type Problem = { rule: string; verdict: "error" | "suspicious" | "malicious"; message: string; pointer?: string };

async function scan({ source, head }: ScanContext): Promise<PartScan> {
  const out = emptyPart("safetensors");
  const length = headerLength(head);
  const broken = (message: string): PartScan => {
    out.reasons.push("malformed");
    out.evidence.push(evidence(0, { rule: "safetensors.header", verdict: "error", message }));
    return out;
  };
  if (length < 0 || length > source.size - 8) return broken("The header's length does not fit into the file");
  if (length > MAX_HEADER_BYTES) return broken(`The header is longer than ${MAX_HEADER_BYTES} bytes`);
  const text = (await source.read(8, length)).toString("utf8");
  let header: HeaderValue;
  try {
    const parsed = parseHeader(text);
    if (text.slice(parsed.end).trim() !== "") return broken("Something follows the header's JSON inside the header");
    header = parsed.value;
  } catch (error) {
    if (error instanceof HeaderSyntaxError) return broken(`The header is not JSON: ${error.message}`);
    throw error;
  }
  if (!(header instanceof HeaderObject)) return broken("The header is not an object");
  out.parsed.push({ from: 0, to: 8 + length });
  const problems = [...repeatedKeys(header), ...metadataProblems(header)];
  const tensors = readTensors(header, source.size - 8 - length, problems);
  await layout(source, out, 8 + length, tensors, problems);
  for (const problem of problems.slice(0, MAX_EVIDENCE)) out.evidence.push(evidence(8, problem));
  if (problems.some((problem) => problem.verdict === "error")) out.reasons.push("malformed");
  return out;
}

function evidence(offset: number, problem: Problem): ScanEvidence {
  const severity = problem.verdict === "malicious" ? "high" : "medium";
  const certainty = problem.verdict === "suspicious" ? "likely" : "certain";
  return { ...problem, severity, certainty, offset, message: showText(problem.message, 400) };
}

function pointer(...keys: string[]): string {
  return keys.map((key) => `/${key.slice(0, 200).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function repeatedKeys(object: HeaderObject, path = ""): Problem[] {
  const seen = new Set<string>();
  return object.entries.flatMap(([key, value]) => {
    const here = path + pointer(key);
    const again = seen.has(key);
    seen.add(key);
    const inner = value instanceof HeaderObject ? repeatedKeys(value, here) : [];
    const problem: Problem = {
      rule: "safetensors.duplicate-key",
      verdict: "suspicious",
      message: `The key ${key} stands twice: readers disagree which one counts`,
      pointer: here,
    };
    return again ? [problem, ...inner] : inner;
  });
}

/** Metadata is text for people; a class path under a loader's key makes some frameworks build that class. */
function metadataProblems(header: HeaderObject): Problem[] {
  const metadata = header.get("__metadata__");
  if (metadata === undefined) return [];
  if (!(metadata instanceof HeaderObject))
    return [
      {
        rule: "safetensors.metadata",
        verdict: "error",
        message: "__metadata__ is not an object",
        pointer: "/__metadata__",
      },
    ];
  return metadata.entries.flatMap(([key, value]): Problem[] => {
    const at = pointer("__metadata__", key);
    if (typeof value !== "string")
      return [{ rule: "safetensors.metadata", verdict: "error", message: `Metadata ${key} is not text`, pointer: at }];
    const targets = [...value.matchAll(/"_target_"\s*:\s*"([\w.]{1,300})"/g)].map((match) => match[1] ?? "");
    if (key === "_target_") targets.push(value);
    return targets.map((target) => {
      const dot = target.lastIndexOf(".");
      const denied = dot > 0 && denyReason(target.slice(0, dot), target.slice(dot + 1)) !== undefined;
      return {
        rule: "safetensors.metadata-target",
        verdict: denied ? "malicious" : "suspicious",
        message: `Metadata names ${target} to be built by the loader`,
        pointer: at,
      };
    });
  });
}

type Tensor = { name: string; from: number; to: number };

function readTensors(header: HeaderObject, dataBytes: number, problems: Problem[]): Tensor[] {
  const tensors: Tensor[] = [];
  const bad = (name: string, message: string) =>
    problems.push({
      rule: "safetensors.tensor",
      verdict: "error",
      message: `Tensor ${name}: ${message}`,
      pointer: pointer(name),
    });
  for (const [name, value] of header.entries) {
    if (name === "__metadata__") continue;
    const dtype = value instanceof HeaderObject ? value.get("dtype") : undefined;
    const shape = value instanceof HeaderObject ? value.get("shape") : undefined;
    const offsets = value instanceof HeaderObject ? value.get("data_offsets") : undefined;
    const bits = typeof dtype === "string" ? BITS[dtype] : undefined;
    if (bits === undefined || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
      bad(name, "dtype, shape or data_offsets is missing or not understood");
      continue;
    }
    const [from = 0, to = 0] = offsets;
    const bytes = Math.ceil((shape.reduce((product, n) => product * n, 1) * bits) / 8);
    if (from > to || to > dataBytes) bad(name, "its data lies outside the file");
    else if (bytes !== to - from) bad(name, `its shape needs ${bytes} bytes, its offsets hold ${to - from}`);
    else tensors.push({ name, from, to });
  }
  return tensors;
}

function isCounts(value: HeaderValue | undefined): value is number[] {
  return Array.isArray(value) && value.every((n) => typeof n === "number" && Number.isSafeInteger(n) && n >= 0);
}

/** Tensors must lie end to end over the whole data: what they leave free is nobody's, what they share is a trick. */
async function layout(
  source: RangeSource,
  out: PartScan,
  base: number,
  tensors: Tensor[],
  problems: Problem[],
): Promise<void> {
  let end = 0;
  for (const tensor of [...tensors].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (tensor.from < end && tensor.to > tensor.from) {
      problems.push({
        rule: "safetensors.overlap",
        verdict: "error",
        message: `Tensor ${tensor.name} overlaps another`,
        pointer: pointer(tensor.name),
      });
    }
    end = Math.max(end, tensor.to);
  }
  out.opaque.push(...unionOf(tensors.map((tensor) => ({ from: base + tensor.from, to: base + tensor.to }))));
  // What broken entries leave free says nothing: only a whole header can prove that bytes belong to nobody.
  if (problems.some((problem) => problem.rule === "safetensors.tensor")) return;
  for (const gap of gapsOf([{ from: 0, to: base }, ...out.opaque], source.size)) {
    const trailing = gap.to === source.size;
    problems.push({
      rule: trailing ? "safetensors.trailing-bytes" : "safetensors.hole",
      verdict: "suspicious",
      message: `${gap.to - gap.from} bytes at ${gap.from} ${trailing ? "behind the last tensor" : "between tensors"} belong to no tensor`,
    });
  }
}

export const safetensorsScanner: Scanner = { manifest, matches, scan };
