import { BufferSource } from "@/lib/bytes/buffer-source";
import { found, malformed } from "../found";
import { JsonError, parseJson } from "../json/parse";
import { judgeKeras } from "../keras-config/judge";
import { emptyPart, gapsOf, type PartScan } from "../part-scan";
import { escapes } from "../paths";
import { startsLikePickle } from "../pickle-head";
import type { ScanContext, Scanner } from "../scan-context";
import { type Fields, H5Error, type H5File } from "./file";
import { manifest } from "./manifest";
import { findSuperblock, openFile } from "./superblock";
import type { Attribute } from "./values";
import { type Visitor, walkObjects } from "./walk";

const MAX_EVIDENCE = 300;
const MAX_GAP_BYTES = 64 << 20;
const GAP_CHUNK = 1 << 20;
const KERAS = /^(model_config|training_config|keras_version|layer_names|backend)$/;
const CONFIG = /^(model_config|training_config)$/;
const TEXT_PICKLE = /^\(*[ci][A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n/;

async function matches({ source, head }: ScanContext): Promise<boolean> {
  return (await findSuperblock(source, head)) >= 0;
}

async function scan(context: ScanContext): Promise<PartScan> {
  const { source, head, budget } = context;
  const out = emptyPart("hdf5");
  const at = await findSuperblock(source, head);
  try {
    const { file, root, extension } = await openFile(source, at);
    const visitor = visit(context, out);
    await walkObjects(file, root, visitor, budget.deadlineMs);
    if (extension >= 0) await walkObjects(file, extension, visitor, budget.deadlineMs);
    out.parsed.push(...file.parsed);
    out.opaque.push(...file.opaque);
    await claimZeros(file, out);
  } catch (error) {
    if (!(error instanceof H5Error)) throw error;
    out.reasons.push("malformed");
    out.evidence.push(malformed("hdf5.structure", error.at, `The file cannot be read as HDF5: ${error.message}`));
  }
  return out;
}

function visit(context: ScanContext, out: PartScan): Visitor {
  const outside = (path: string, file: string, at: number, how: string) => {
    if (out.evidence.length >= MAX_EVIDENCE) return;
    const why = escapes(file);
    out.evidence.push(
      found({
        rule: "hdf5.outside-file",
        verdict: why === undefined ? "suspicious" : "malicious",
        severity: why === undefined ? "medium" : "high",
        offset: at,
        pointer: path,
        message: `${path} takes its bytes from ${file} through ${how}${why === undefined ? "" : `: ${why}`}`,
        refs: ["CVE-2026-1669", "CWE-73"],
      }),
    );
  };
  return {
    attribute: (path, attribute) => judgeAttribute(context, out, path, attribute),
    outside: (path, item) => outside(path, item.file, item.at, item.how),
    externalLink: (path, file, at) => outside(path, file, at, "an external link"),
    problem: (path, error) => {
      if (!out.reasons.includes("malformed")) out.reasons.push("malformed");
      if (out.evidence.length < MAX_EVIDENCE)
        out.evidence.push(malformed("hdf5.structure", error.at, `${path} cannot be read: ${error.message}`, path));
    },
    unread: () => {
      if (!out.reasons.includes("unsupported_method")) out.reasons.push("unsupported_method");
    },
  };
}

async function judgeAttribute(
  context: ScanContext,
  out: PartScan,
  path: string,
  { name, texts, raw }: Attribute,
): Promise<void> {
  const pointer = `${path}@${name}`;
  if (KERAS.test(name) && !out.formats.includes("keras")) out.formats.push("keras");
  for (const text of texts) judgeText(out, pointer, name, text);
  if (name === "PSEUDOATOM" && raw.bytes.includes("object")) {
    const message = `${path} holds pickled objects that its reader loads`;
    out.evidence.push(
      found({
        rule: "hdf5.pickled-objects",
        verdict: "suspicious",
        severity: "high",
        offset: raw.place,
        pointer,
        message,
        refs: ["CWE-502"],
      }),
    );
  }
  for (const value of [raw, ...texts]) {
    if (!startsLikePickle(value.bytes) && !TEXT_PICKLE.test(value.bytes.toString("latin1", 0, 300))) continue;
    const part = await context.scanPart(new BufferSource(Buffer.from(value.bytes), pointer), pointer);
    for (const item of part.evidence) {
      if (item.verdict === "malicious" || item.verdict === "suspicious")
        out.evidence.push({ ...item, offset: value.place + item.offset, pointer });
    }
  }
}

/** Keras keeps a model's configuration as JSON in an attribute; any attribute that holds JSON is judged alike. */
function judgeText(out: PartScan, pointer: string, name: string, text: Fields): void {
  const end = text.bytes.indexOf(0);
  const bytes = end < 0 ? text.bytes : text.bytes.subarray(0, end);
  if (!/^\s*[[{]/.test(bytes.toString("latin1", 0, 64))) return;
  try {
    const { root, repeated } = parseJson(bytes);
    judgeKeras(out, { root, byteAt: (at) => text.place + at }, pointer);
    for (const { key, at } of repeated.slice(0, 20)) {
      const message = `The key ${key} stands twice in one object: readers disagree which one counts`;
      out.evidence.push(
        found({
          rule: "json.duplicate-key",
          verdict: "suspicious",
          severity: "medium",
          offset: text.place + at,
          pointer,
          message,
        }),
      );
    }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    if (!CONFIG.test(name)) return;
    out.reasons.push(error.problem);
    out.evidence.push(
      malformed(
        "hdf5.keras-config",
        text.place + error.at,
        `The configuration cannot be read: ${error.message}`,
        pointer,
      ),
    );
  }
}

/** HDF5 leaves free space between its structures: nothing but zeros there is nobody's, and harmless. */
async function claimZeros(file: H5File, out: PartScan): Promise<void> {
  let budget = MAX_GAP_BYTES;
  for (const gap of gapsOf([...out.parsed, ...out.opaque], file.source.size)) {
    for (let at = gap.from; at < gap.to && budget > 0; at += GAP_CHUNK) {
      const bytes = await file.source.read(at, Math.min(GAP_CHUNK, gap.to - at));
      budget -= bytes.length;
      if (!bytes.every((byte) => byte === 0)) break;
      out.parsed.push({ from: at, to: at + bytes.length });
    }
  }
}

export const hdf5Scanner: Scanner = { manifest, matches, scan };
