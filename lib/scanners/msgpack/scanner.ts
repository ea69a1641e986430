import { readUpTo } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import { found, malformed } from "../found";
import { emptyPart, type PartScan } from "../part-scan";
import { startsLikePickle } from "../pickle-head";
import type { ScanContext, Scanner } from "../scan-context";
import { manifest } from "./manifest";
import { MsgpackError, walkMsgpack } from "./walk";

const MAX_EVIDENCE = 200;
const NAMED = /\.(msgpack|mpk|flax)$/i;
/** Flax: 1 an array, 2 a complex number, 3 a numpy scalar; -1 is msgpack's own time. */
const NDARRAY = 1;
const KNOWN = new Set([NDARRAY, 2, 3, -1]);
const DTYPE =
  /^(float(16|32|64)|bfloat16|u?int(4|8|16|32|64)|bool_?|complex(64|128)|float8_\w+|[<>|=]?[fiubc]\d{1,2})$/;

/** Nothing marks the format: it must begin with a map of named entries, and read as one value to the very end. */
async function matches({ source, head, name }: ScanContext): Promise<boolean> {
  const first = head[0] ?? 0;
  const key = head[first === 0xde ? 3 : first === 0xdf ? 5 : 1] ?? 0;
  const map = (first > 0x80 && first <= 0x8f) || first === 0xde || first === 0xdf;
  if (!map || !((key >= 0xa0 && key <= 0xbf) || key === 0xd9 || key === 0xda)) return false;
  if (NAMED.test(name)) return true;
  try {
    return (await walkMsgpack(source, 0, source.size, {})) === source.size;
  } catch (error) {
    if (error instanceof MsgpackError) return false;
    throw error;
  }
}

async function scan(context: ScanContext): Promise<PartScan> {
  const { source } = context;
  const out = emptyPart("msgpack");
  const say = (rule: string, offset: number, pointer: string, message: string) => {
    if (out.evidence.length < MAX_EVIDENCE)
      out.evidence.push(found({ rule, verdict: "suspicious", severity: "medium", offset, pointer, message }));
  };
  let end = 0;
  try {
    end = await walkMsgpack(source, 0, source.size, {
      bytes: (path, from, to) => insideBytes(context, out, path, from, to),
      extension: async (path, code, from, to) => {
        if (!KNOWN.has(code))
          say("msgpack.extension", from, path, `An extension of type ${code}, which only its writer can read`);
        else if (code === NDARRAY) await insideArray(context, out, path, from, to, say);
        if (code > 0 && !out.formats.includes("flax")) out.formats.push("flax");
      },
      repeated: (path, at) =>
        say("msgpack.duplicate-key", at, path, "The key stands twice in one map: readers disagree which one counts"),
    });
  } catch (error) {
    if (!(error instanceof MsgpackError)) throw error;
    end = Math.min(error.at, source.size);
    out.reasons.push(error.reason);
    out.evidence.push(malformed("msgpack.value", error.at, `The file cannot be read: ${error.message}`));
  }
  out.parsed.push({ from: 0, to: end });
  return out;
}

/** An array is itself packed: its shape, the name of its type, its bytes. */
async function insideArray(
  context: ScanContext,
  out: PartScan,
  path: string,
  from: number,
  to: number,
  say: (rule: string, offset: number, pointer: string, message: string) => void,
): Promise<void> {
  try {
    await walkMsgpack(context.source, from, to, {
      text: (inner, text, at) => {
        if (inner === "/1" && !DTYPE.test(text))
          say("msgpack.dtype", at, path, `An array of type ${text}, which is no number`);
      },
      bytes: (_, a, b) => insideBytes(context, out, path, a, b),
    });
  } catch (error) {
    if (!(error instanceof MsgpackError)) throw error;
    if (!out.reasons.includes("malformed")) out.reasons.push("malformed");
    if (out.evidence.length < MAX_EVIDENCE)
      out.evidence.push(malformed("msgpack.array", error.at, `An array cannot be read: ${error.message}`, path));
  }
}

/** Raw bytes are data, unless they begin like a pickle and hold one. */
async function insideBytes(
  { source, scanPart }: ScanContext,
  out: PartScan,
  path: string,
  from: number,
  to: number,
): Promise<void> {
  if (to > from) out.opaque.push({ from, to });
  const head = await readUpTo(source, from, Math.min(16, to - from));
  if (!startsLikePickle(head)) return;
  const part = await scanPart(new SliceSource(source, from, to - from), path);
  for (const item of part.evidence)
    if (item.verdict === "malicious" || item.verdict === "suspicious")
      out.evidence.push({ ...item, offset: from + item.offset, pointer: path });
}

export const msgpackScanner: Scanner = { manifest, matches, scan };
