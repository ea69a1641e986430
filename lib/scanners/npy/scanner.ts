import { SliceSource } from "@/lib/bytes/slice-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { type Member, takeIn } from "../member-part";
import { emptyPart, type PartScan } from "../part-scan";
import type { FoundMember, ScanContext, Scanner } from "../scan-context";
import { countOf, type ElementType, elementType } from "./dtype";
import { type Literal, LiteralError, parseLiteral } from "./literal";
import { manifest } from "./manifest";

const MAGIC = Buffer.from("934e554d5059", "hex");
/** NumPy refuses longer headers unless it is told to trust the file; they are read here up to the second limit. */
const USUAL_HEADER_BYTES = 10_000;
const MAX_HEADER_BYTES = 1 << 20;
const OBJECTS = "(objects)";

type Head = { from: number; length: number };

async function matches({ head }: ScanContext): Promise<boolean> {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/** Where the header's text stands; null when the version is unknown or the length is not there. */
function headOf(head: Buffer): Head | null {
  const version = head[6] ?? 0;
  if (version === 1 && head.length >= 10) return { from: 10, length: head.readUInt16LE(8) };
  if ((version === 2 || version === 3) && head.length >= 12) return { from: 12, length: head.readUInt32LE(8) };
  return null;
}

/** Header, then the elements end to end; an array of Python objects is a pickle instead, and whatever that does, it does. */
async function scan(context: ScanContext): Promise<PartScan> {
  const { source } = context;
  const out = emptyPart("numpy");
  const at = headOf(context.head);
  if (at === null) return broken(out, "the version is unknown");
  const dataAt = at.from + at.length;
  if (dataAt > source.size) return broken(out, "the header runs past the end");
  if (at.length > MAX_HEADER_BYTES) return broken(out, `the header is longer than ${MAX_HEADER_BYTES} bytes`);
  if (at.length > USUAL_HEADER_BYTES) {
    say(out, 0, {
      rule: "npy.long-header",
      verdict: "suspicious",
      severity: "medium",
      message: `The header is ${at.length} bytes long; NumPy refuses more than ${USUAL_HEADER_BYTES} unless it is told to trust the file`,
    });
  }
  const text = (await source.read(at.from, at.length)).toString(context.head[6] === 3 ? "utf8" : "latin1");
  let header: Literal;
  try {
    header = parseLiteral(text);
  } catch (error) {
    if (error instanceof LiteralError) return broken(out, `the header is no dictionary of Python: ${error.message}`);
    throw error;
  }
  const type = header instanceof Map ? elementType(header.get("descr")) : null;
  const count = header instanceof Map ? countOf(header.get("shape")) : null;
  if (type === null || count === null) return broken(out, "the header does not say the type and the shape");
  out.parsed.push({ from: 0, to: dataAt });
  if (type.hasObject) await scanObjects(context, out, dataAt);
  else claimElements(out, type, count, { from: dataAt, to: source.size });
  return out;
}

function claimElements(out: PartScan, type: ElementType, count: number, data: { from: number; to: number }): void {
  const wanted = type.bytes * count;
  const there = data.to - data.from;
  out.opaque.push({ from: data.from, to: data.from + Math.min(wanted, there) });
  if (wanted > there) {
    out.reasons.push("truncated");
    say(out, data.from, {
      rule: "npy.truncated",
      verdict: "error",
      severity: "medium",
      message: `The header promises ${wanted} bytes of elements, the file has ${there}`,
    });
  }
  if (wanted < there) {
    say(out, data.from + wanted, {
      rule: "npy.trailing-bytes",
      verdict: "suspicious",
      severity: "medium",
      message: `${there - wanted} bytes follow the last element and belong to nobody`,
    });
  }
}

/** Loading objects means loading a pickle: suspicious by itself, and the pickle is judged as one. */
async function scanObjects(context: ScanContext, out: PartScan, dataAt: number): Promise<void> {
  out.formats.push("numpy-object");
  say(out, 0, {
    rule: "npy.objects",
    verdict: "suspicious",
    severity: "medium",
    message: "An array of Python objects: reading it loads a pickle",
    refs: ["CVE-2019-6446"],
  });
  const member = objects(context, dataAt);
  if (member.source.size === 0) {
    out.reasons.push("truncated");
    return;
  }
  takeIn(out, await context.scanPart(member.source, "objects.pkl"), member);
}

function objects({ source }: ScanContext, at: number): Member {
  const slice = new SliceSource(source, at, source.size - at);
  return { label: OBJECTS, source: slice, at, storedBytes: slice.size, compressed: false, whole: true };
}

function broken(out: PartScan, why: string): PartScan {
  out.reasons.push("malformed");
  say(out, 0, {
    rule: "npy.header",
    verdict: "error",
    severity: "medium",
    message: `The array cannot be read: ${why}`,
  });
  return out;
}

function say(
  out: PartScan,
  offset: number,
  found: Pick<ScanEvidence, "rule" | "verdict" | "severity" | "message"> & { refs?: string[] },
): void {
  out.evidence.push({ ...found, certainty: "certain", offset, message: showText(found.message, 400) });
}

async function findMember(context: ScanContext, path: string): Promise<FoundMember | undefined> {
  const at = headOf(context.head);
  const dataAt = at === null ? Number.POSITIVE_INFINITY : at.from + at.length;
  if ((path !== OBJECTS && !path.startsWith(`${OBJECTS}!`)) || dataAt > context.source.size) return undefined;
  const rest = path === OBJECTS ? undefined : path.slice(OBJECTS.length + 1);
  return { source: objects(context, dataAt).source, rest };
}

export const npyScanner: Scanner = { manifest, matches, scan, findMember };
